#include <tributary/tributary.hpp>

#include <utility>

void record(tributary::PipelineContext& pipe) { tributary::PipelineContext moved{std::move(pipe)}; }
