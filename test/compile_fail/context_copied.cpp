// Initialising a context from another one nests it, and must be written so that it does not look like a copy.
#include <tributary/tributary.hpp>

void record(tributary::PipelineContext& pipe) { auto copy = pipe; }
