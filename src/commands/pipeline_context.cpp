#include <tributary/commands/pipeline_context.hpp>

namespace tributary {

PipelineContext::PipelineContext(PipelineContext& parent, std::string_view connection)
    : Commands{context_}, context_{parent.context_, connection} {}

PipelineContext::PipelineContext(Commands& parent, std::string_view connection, const PipelineOptions& options)
    : Commands{context_}, context_(parent.nested_context(connection, options)) {}

PipelineContext::PipelineContext(const Connections& connections, std::string_view connection,
                                 const PipelineOptions& options)
    : Commands{context_}, context_{connections, connection, options} {}

PipelineContext::PipelineContext(PipelineContext& parent, std::string_view connection, Atomically)
    : PipelineContext{parent, connection} {
  context_.make_atomic();
}

PipelineContext::PipelineContext(Commands& parent, std::string_view connection, Atomically)
    : PipelineContext{parent, connection} {
  context_.make_atomic();
}

PipelineContext::PipelineContext(const Connections& connections, std::string_view connection, Atomically)
    : PipelineContext{connections, connection} {
  context_.make_atomic();
}

}  // namespace tributary
