// A nil cannot be pushed.
#include <tributary/keyspaces.hpp>

#include <optional>

struct Marks : tributary::List<"marks", std::optional<int>> {
  using List::List;
};
