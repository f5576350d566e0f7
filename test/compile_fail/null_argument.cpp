// nullptr would be taken for text.
#include <tributary/tributary.hpp>

void record(tributary::PipelineContext& pipe) { pipe.append("k", nullptr); }
