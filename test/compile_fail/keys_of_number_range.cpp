// A key is text, in lists, too.
#include <tributary/tributary.hpp>

#include <vector>

void read(tributary::Commands& redis, const std::vector<int>& ids) { redis.mget(ids); }
