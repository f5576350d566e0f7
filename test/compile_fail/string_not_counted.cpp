#include <tributary/keyspace/string.hpp>

using namespace tributary;

auto count(const String<"B", bool>& flag) { return flag.incr(); }
