#include <tributary/commands/pipeline_context.hpp>
#include <tributary/keyspace/set.hpp>

void scan(tributary::PipelineContext& pipe) { tributary::Set<"S">::scan_ids(pipe); }
