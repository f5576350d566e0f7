// A type without a codec is no result.
#include <tributary/tributary.hpp>

struct Point {
  int x;
};

void record(tributary::PipelineContext& pipe) { pipe.get<Point>("k"); }
