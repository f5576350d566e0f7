#include <tributary/keyspace/string.hpp>

void set(const tributary::String<"C", int>& count) { count.set('7'); }
