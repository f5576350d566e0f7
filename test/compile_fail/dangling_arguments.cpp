// Arguments refer to the list that they are made of, which ends with the line.
#include <tributary/tributary.hpp>

#include <string>
#include <vector>

#pragma clang diagnostic error "-Wdangling"
#pragma clang diagnostic error "-Wreturn-stack-address"

void forget(tributary::Commands& redis) {
  const tributary::Arguments keys{std::vector<std::string>{"a", "b"}};
  redis.del(keys);
}
