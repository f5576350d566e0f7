#include "workloads/recorded_workloads.hpp"
#include "workloads/workload_entry.hpp"

#include <algorithm>
#include <array>

namespace tributary::bench {
namespace {

template <class Each>
constexpr WorkloadEntry entry_of() {
  return {.command = Each::kCommand,
          .name = Each::kName,
          .summary = Each::kSummary,
          .has_values = Each::kHasValues,
          .values_of_key = Each::kValuesOfKey,
          .varies = Each::kVaries,
          .first_state = &Each::first_state,
          .words = &Each::words,
          .reply = &Each::reply,
          .verify = &Each::verify,
          .check = Each::check};
}

template <class... Each>
constexpr std::array<WorkloadEntry, sizeof...(Each)> entries_of(WorkloadTypes<Each...>) {
  return {entry_of<Each>()...};
}

constexpr auto kWorkloads = entries_of(AllWorkloads{});

}  // namespace

std::span<const WorkloadEntry> known_workloads() noexcept { return kWorkloads; }

const WorkloadEntry& workload_entry(Command command) noexcept {
  return *std::ranges::find(kWorkloads, command, &WorkloadEntry::command);
}

}  // namespace tributary::bench
