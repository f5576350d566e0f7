#include "modes/flat.hpp"

#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

namespace tributary::bench {
namespace {

/// A context whose batch is one transaction: MULTI and EXEC around it.
class AtomicContext : public PipelineContext {
 public:
  explicit AtomicContext(Commands& redis) : PipelineContext{redis, atomically} {}
};

template <class Record>
using FlatContext = Flat<Record>;
template <class Record>
using FlatAtomic = Flat<Record, AtomicContext>;

}  // namespace

std::unique_ptr<Mode> make_flat(const ModeSetup& setup) { return make_recorded<FlatContext>(setup); }
std::unique_ptr<Mode> make_atomic(const ModeSetup& setup) { return make_recorded<FlatAtomic>(setup); }

}  // namespace tributary::bench
