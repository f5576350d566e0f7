#include "mode_selection.hpp"

#include "workloads/workload_entry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace tributary::bench {
namespace {

std::vector<std::string_view> mode_names() {
  std::vector<std::string_view> names;
  for (const auto& mode : known_modes()) names.push_back(mode.name);
  return names;
}

// Why the mode cannot do what is asked for; empty when it can.
std::string obstacle(const ModeEntry& mode, const Options& options) {
  const Load& load = options.load;
  if (mode.tcp_only && !options.tcp && !options.uri.starts_with("redis://")) {
    return "needs TCP; add --tcp, or give a --uri redis://...";
  }
  if (mode.over_tls && !options.uri.empty()) return "measures the private server, which has a port for TLS beside";
  if (mode.only_strings && options.command != Command::incrby && options.command != Command::get &&
      options.command != Command::set) {
    return fmt::format("carries incrby, get and set, but not {}", to_string(options.command));
  }
  if (load.clients > 1 && mode.clients == Clients::one) {
    return mode.subject == Subject::values ? "has the connections that its name says, so --clients is not for it"
                                           : "has one connection, so --clients is not for it";
  }
  if (load.threads > 1 && mode.clients == Clients::shared) {
    return "has the threads that its name says, so --threads is not for it";
  }
  return {};
}

bool is_asked_for(const ModeEntry& mode, const Options& options) {
  return !mode.on_request || (mode.name == "window" && options.load.window != 0);
}

}  // namespace

void select_modes(const std::vector<std::string>& names, Options& options) {
  if (names.empty()) {
    for (const auto& mode : known_modes()) {
      if (!is_asked_for(mode, options)) continue;
      if (auto why = obstacle(mode, options); why.empty()) {
        options.modes.push_back(&mode);
      } else {
        options.skipped.push_back({mode.name, std::move(why)});
      }
    }
    return;
  }
  for (const auto& name : names) {
    const ModeEntry* mode = find_mode(name);
    if (mode == nullptr) {
      throw std::invalid_argument{fmt::format("unknown mode '{}'; known: {}", name, fmt::join(mode_names(), ", "))};
    }
    if (const auto why = obstacle(*mode, options); !why.empty()) {
      throw std::invalid_argument{fmt::format("'{}' {}", name, why)};
    }
    if (std::ranges::find(options.modes, mode) != options.modes.end()) {
      throw std::invalid_argument{fmt::format("'{}' twice", name)};
    }
    options.modes.push_back(mode);
  }
}

}  // namespace tributary::bench
