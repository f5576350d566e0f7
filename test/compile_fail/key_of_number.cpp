// A key is text.
#include <tributary/tributary.hpp>

void read(tributary::Commands& redis) { redis.del(7); }
