// A type without a codec is no result; the message says how to make it one.
#include <tributary/tributary.hpp>

struct Point {
  int x;
};

void record(tributary::PipelineContext& pipe) { pipe.get<Point>("k"); }
