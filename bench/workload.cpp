#include "workload.hpp"

#include "workloads/workload_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tributary::bench {
namespace {

constexpr std::size_t kMostStoredBytes = 64U << 20U;
constexpr std::size_t kUsualRequests = 65'536;

std::size_t affordable_keys(const WorkloadOptions& options, const WorkloadEntry& entry) {
  if (!entry.has_values) return options.keys;
  const std::size_t of_key = options.data_size.largest * entry.values_of_key;
  return std::clamp<std::size_t>(kMostStoredBytes / std::max<std::size_t>(of_key, 1), 1, options.keys);
}

// After how many requests the sequence begins again: with the keys, where each is treated alike. Otherwise late enough
// for draws to be even, and so early that the bytes of all requests fit in memory.
std::size_t sequence_length(const WorkloadOptions& options, const WorkloadEntry& entry, std::size_t keys) {
  if (options.sequence.distribution == Distribution::sequential && !entry.varies) return keys;
  const std::size_t of_request = (entry.has_values ? options.data_size.largest : 0) + 64;
  const std::size_t rounds = std::min(kUsualRequests, kMostStoredBytes / of_request) / keys;
  return keys * std::max<std::size_t>(rounds, 1);
}

}  // namespace

std::string_view to_string(Command command) noexcept { return workload_entry(command).name; }

Workload make_workload(const WorkloadOptions& options) {
  const WorkloadEntry& entry = workload_entry(options.command);
  Workload workload{.command = options.command, .key_count = affordable_keys(options, entry), .custom = options.custom};
  workload.payload.resize(entry.has_values ? options.data_size.largest : 0);
  for (std::size_t i = 0; i < workload.payload.size(); ++i) {
    workload.payload[i] = static_cast<char>('a' + static_cast<char>(i % 26));
  }
  workload.value_sizes.resize(workload.key_count);
  if (entry.has_values) {
    Dice dice{options.sequence.seed};
    const auto [smallest, largest] = options.data_size;
    for (auto& size : workload.value_sizes) {
      size = static_cast<std::uint32_t>(smallest + dice.below(largest - smallest + 1));
    }
  }
  workload.requests =
      draw_requests(options.sequence, workload.key_count, sequence_length(options, entry, workload.key_count));
  return workload;
}

Workload make_workload(Command command, std::size_t data_size, std::size_t keys) {
  return make_workload({.command = command, .data_size = {data_size, data_size}, .keys = keys});
}

Keys::Keys(char letter, std::size_t count) {
  bytes_.reserve(count * kSize);
  for (std::size_t i = 0; i < count; ++i) {
    bytes_ += fmt::format("tributary:{}{:05}", letter, i);
  }
}

}  // namespace tributary::bench
