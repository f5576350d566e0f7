// Moving a list whose line is over moves what dangles.
#include <tributary/tributary.hpp>

#include <utility>

void forget(tributary::Commands& redis) {
  tributary::KeyList keys{"a", "b"};
  redis.mget(std::move(keys));
}
