// A time without a unit.
#include <tributary/tributary.hpp>

void store(tributary::Commands& redis) { redis.set("k", "v", {.ttl = 60}); }
