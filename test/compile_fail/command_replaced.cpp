// A command that Redis has replaced.
#include <tributary/tributary.hpp>

void read(tributary::Commands& redis) { redis.zrevrange("k", 0, 9); }
