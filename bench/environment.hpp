#pragma once

#include "conditions.hpp"
#include "endpoint.hpp"
#include "peers.hpp"
#include "pinning.hpp"

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
  std::string server_cores;        ///< that it was pinned to, such as "1"; empty: none
  std::string client_cores;        ///< the same of this process, such as "0,2-5"
  int cores_for_client = 0;        ///< how many it may use
  bool isolated = false;           ///< each mode had a process of its own
  Conditions during{};             ///< what others did meanwhile; filled in at the end
};

/// Asks the machine, this binary and the server.
[[nodiscard]] Environment describe_environment(const Endpoint& endpoint, bool server_is_private,
                                               const Pinning& pinning);

}  // namespace tributary::bench
