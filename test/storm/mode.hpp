#pragma once

#include "ledger.hpp"

#include <tributary/link/client_options.hpp>

#include <chrono>
#include <span>
#include <string_view>

namespace tributary::storm {

/// What a mode has to do: execute batches of every ledger, each one after another, all ledgers at the same time.
struct Work {
  std::span<const ClientOptions> ways;  ///< to the server, through the proxy
  std::span<Ledger> ledgers;
  std::chrono::steady_clock::time_point until;
};

/// A way of executing.
struct Mode {
  std::string_view name;
  std::string_view summary;
  /// Returns when the time is over, with nothing under way and no client left.
  void (*run)(const Work& work);
};

std::span<const Mode> known_modes() noexcept;

void run_blocking(const Work& work);
void run_asynchronous(const Work& work);

}  // namespace tributary::storm
