#pragma once

#include "mode.hpp"
#include "workloads/custom.hpp"
#include "workloads/hashes.hpp"
#include "workloads/sorted_sets.hpp"
#include "workloads/strings.hpp"

#include <memory>

// The workloads as the library's modes record them. Each has a Result, operator() that records (or runs, when given a
// Client) and `verify` that reads.
namespace tributary::bench {

template <class... Each>
struct WorkloadTypes {};

/// In the order of --help.
using AllWorkloads = WorkloadTypes<workloads::Incrby, workloads::Get, workloads::Set, workloads::Mixed, workloads::Hset,
                                   workloads::Hgetall, workloads::Zadd, workloads::Zrange, workloads::Custom>;

template <template <class> class ModeOf, class... Each>
[[nodiscard]] std::unique_ptr<Mode> make_recorded(const ModeSetup& setup, WorkloadTypes<Each...>) {
  std::unique_ptr<Mode> mode;
  const auto make_if = [&]<class Workload_>(const Workload_*) {
    if (Workload_::kCommand == setup.workload.command) mode = std::make_unique<ModeOf<Workload_>>(setup);
  };
  (make_if(static_cast<const Each*>(nullptr)), ...);
  return mode;
}

/// Makes ModeOf<Incrby>, or of whatever the workload is.
template <template <class> class ModeOf>
[[nodiscard]] std::unique_ptr<Mode> make_recorded(const ModeSetup& setup) {
  return make_recorded<ModeOf>(setup, AllWorkloads{});
}

}  // namespace tributary::bench
