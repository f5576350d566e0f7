// The same for a command whose parameter is an Argument.
#include <tributary/tributary.hpp>

struct Point {
  int x;
};

void record(tributary::PipelineContext& pipe) { pipe.append("k", Point{1}); }
