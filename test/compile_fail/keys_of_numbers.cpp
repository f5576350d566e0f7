// A key is text, in lists, too.
#include <tributary/tributary.hpp>

void read(tributary::Commands& redis) { redis.mget({1, 2}); }
