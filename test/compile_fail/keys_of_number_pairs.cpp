// A key is text, in lists, too.
#include <tributary/tributary.hpp>

#include <map>
#include <string>

void write(tributary::Commands& redis, const std::map<int, std::string>& values) { redis.mset(values); }
