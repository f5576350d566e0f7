// A braced list ends with the line in which it is written.
#include <tributary/tributary.hpp>

void forget(tributary::Commands& redis) {
  const tributary::Arguments members{"a", "b"};
  redis.sadd("k", members);
}
