#pragma once

#include "mode.hpp"
#include "tally.hpp"

#include "support/faulty_proxy.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tributary::storm {

struct StormOptions {
  const Mode* mode = nullptr;
  std::chrono::seconds duration{10};
  std::size_t workers = 8;
  std::uint32_t seed = 0;
  double bytes_between_faults = 16'384;
};

struct StormReport {
  Tally tally;
  std::array<std::size_t, test::kAllFaults.size()> injected{};
  std::size_t connections = 0;

  /// Why the storm is a failure; empty when it is none.
  [[nodiscard]] std::string failure() const;
};

/// Starts a server and a faulty proxy, lets the mode work, and compares what the workers were told with what the server
/// has, when the proxy has forwarded everything.
StormReport run_storm(const StormOptions& options);

}  // namespace tributary::storm
