#include <tributary/keyspace/list.hpp>

#include <string>
#include <vector>

void push(tributary::List<"L", int> numbers, const std::vector<std::string>& texts) { numbers.rpush(texts); }
