// A type without a codec is no argument; the message says how to make it one.
#include <tributary/tributary.hpp>

struct Point {
  int x;
};

void record(tributary::PipelineContext& pipe) { pipe.command<tributary::Ok>("SET", "k", Point{1}); }
