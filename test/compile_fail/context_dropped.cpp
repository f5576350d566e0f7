// A context without a name ends before anything is recorded in it.
#include <tributary/tributary.hpp>

#pragma GCC diagnostic error "-Wunused-result"
#if defined(__clang__)
#pragma clang diagnostic error "-Wunused-value"
#endif

void send(tributary::Commands& redis) { tributary::PipelineContext{redis, tributary::atomically}; }
