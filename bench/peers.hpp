#pragma once

#include <string>
#include <string_view>
#include <vector>

// Other clients that this machine had when the benchmark was built; each adds its modes to the registry.
namespace tributary::bench {

struct Peer {
  std::string_view name;
  std::string version;
};

/// Those compiled in.
[[nodiscard]] std::vector<Peer> known_peers();

// Each defined with its modes, so only where it is compiled in.
[[nodiscard]] std::string boost_redis_version();
[[nodiscard]] std::string redis_plus_plus_version();

}  // namespace tributary::bench
