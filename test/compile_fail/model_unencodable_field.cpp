#include <tributary/models.hpp>

struct Point {
  int x;
};

tributary::Field<"place", Point> place;
