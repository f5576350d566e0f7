#include <tributary/keyspace/set.hpp>

void add(const tributary::Set<"S", bool>& flags) { flags.sadd("no"); }
