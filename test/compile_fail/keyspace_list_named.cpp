// As Arguments, with types.
#include <tributary/keyspaces.hpp>

#include <string>

struct Tags : tributary::Set<"tags", std::string> {
  using Set::Set;
};

void forget(tributary::Commands& redis) {
  const tributary::Many<std::string> members{"a", "b"};
  Tags{redis, "1"}.sadd(members);
}
