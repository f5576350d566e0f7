// A list of what has no text of its own.
#include <tributary/keyspaces.hpp>

#include <string>
#include <vector>

struct Rows : tributary::List<"rows", std::vector<std::string>> {
  using List::List;
};
