// A MemberRange refers to the range that it is made of, which ends with the line.
#include <tributary/tributary.hpp>

void forget(tributary::Commands& redis) {
  const tributary::MemberRange range{tributary::ScoreRange{1, 2}};
  redis.zrange("k", range);
}
