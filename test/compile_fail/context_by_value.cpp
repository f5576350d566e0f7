// A function that takes a context by value would nest it unseen.
#include <tributary/tributary.hpp>

void increment(tributary::PipelineContext pipe);
void record(tributary::PipelineContext& pipe) { increment(pipe); }
