// What get<T>() misses of a type of the application.
#include <tributary/tributary.hpp>

struct Point {
  int x;
};

void read(tributary::Commands& redis) { redis.get<Point>("k"); }
