// A command that Redis has replaced.
#include <tributary/keyspaces.hpp>

#include <string>

struct Ranking : tributary::SortedSet<"ranking", std::string> {
  using SortedSet::SortedSet;
};

void read(tributary::Commands& redis) { Ranking{redis, "1"}.zrevrange(0, 9); }
