#include <tributary/keyspace/list.hpp>

void push(const tributary::List<"L", int>& numbers) { numbers.rpush(3.9); }
