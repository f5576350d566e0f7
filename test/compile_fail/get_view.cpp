// A view of a reply that is gone.
#include <tributary/tributary.hpp>

#include <string_view>

void read(tributary::Commands& redis) { redis.get<std::string_view>("k"); }
