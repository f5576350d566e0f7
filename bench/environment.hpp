#pragma once

#include "endpoint.hpp"
#include "peers.hpp"

#include <string>
#include <vector>

namespace tributary::bench {

/// Where and with what a result was measured; results of different environments must not be compared.
struct Environment {
  std::string cpu_model;
  int cores = 0;
  std::string kernel;
  double load_average = 0;  ///< of the last minute, when the benchmark started
  std::string compiler;
  std::string compiler_flags;  ///< empty when the build did not tell
  bool optimised = false;
  bool sanitized = false;
  std::string library_version;
  std::string commit;  ///< empty when the build did not tell
  std::string hiredis_version;
  std::string fmt_version;
  std::vector<Peer> peers;  ///< other clients compiled in
  std::string server_version;
  std::string server_settings;  ///< those that cost or save time, as far as CONFIG GET is allowed
  std::string transport;
  bool server_is_local = false;
  bool server_is_private = false;  ///< started by the benchmark, without persistence
  std::string time;                ///< UTC, ISO 8601
};

/// Asks the machine, this binary and the server.
[[nodiscard]] Environment describe_environment(const Endpoint& endpoint, bool server_is_private);

}  // namespace tributary::bench
