// The error of a temporary result is owned, or it would be gone with the result.
#include <tributary/tributary.hpp>

const tributary::ErrorInfo* read(tributary::Commands& redis) { return redis.incr("k").error(); }
