// A char is refused: it is not clear whether a letter or a number is meant.
#include <tributary/tributary.hpp>

void record(tributary::PipelineContext& pipe) { pipe.append("k", 'x'); }
