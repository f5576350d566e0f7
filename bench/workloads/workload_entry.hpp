#pragma once

#include "hiredis_connection.hpp"
#include "verifier.hpp"
#include "workload.hpp"
#include "workloads/seen_reply.hpp"
#include "workloads/words.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tributary::bench {

/// What a workload is, apart from how the library's own modes record it: see recorded_workloads.hpp.
struct WorkloadEntry {
  Command command;
  std::string_view name;
  std::string_view summary;
  bool has_values;            ///< --data-size says how long
  std::size_t values_of_key;  ///< how many of them one key holds
  bool varies;                ///< the requests differ in more than their keys

  /// The command that brings a key into its first state, after it was deleted; no words for none.
  void (*first_state)(const Workload& workload, const Step& step, Words& words);
  /// The words of a request.
  void (*words)(const Workload& workload, const Step& step, Words& words);
  /// The reply to it in RESP2, or as many bytes and newlines. Empty when nobody can know.
  std::string (*reply)(const Step& step);
  /// Checks a reply that another client has read.
  void (*verify)(const SeenReply& reply, Verifier& verifier);
  /// Checks on the server what `commands` commands have left in the keys, beyond what is counted for every workload.
  /// Null: nothing. Errors: std::runtime_error
  void (*check)(HiredisConnection& redis, const Keys& keys, const Workload& workload, std::int64_t commands);
};

/// Every workload, in the order of --help.
[[nodiscard]] std::span<const WorkloadEntry> known_workloads() noexcept;

[[nodiscard]] const WorkloadEntry& workload_entry(Command command) noexcept;

}  // namespace tributary::bench
