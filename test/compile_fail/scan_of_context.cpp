// A context has no replies before it executes, so a range cannot read its pages there.
#include <tributary/tributary.hpp>

void read(tributary::PipelineContext& pipe) {
  for (const auto& key : tributary::scan_keys(pipe)) static_cast<void>(key);
}
