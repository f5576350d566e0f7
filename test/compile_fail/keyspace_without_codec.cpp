// Elements of a type that nobody has told how to write.
#include <tributary/keyspaces.hpp>

struct Point {
  int x, y;
};

struct Corners : tributary::Set<"corners", Point> {
  using Set::Set;
};
