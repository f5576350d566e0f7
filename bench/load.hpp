#pragma once

#include <cstddef>

namespace tributary::bench {

inline constexpr std::size_t kUsualWindow = 64;

/// How many commands are under way at once, and when each leaves.
struct Load {
  std::size_t clients = 1;  ///< connections, each with batches of its own in flight; see ModeEntry::clients
  std::size_t threads = 1;  ///< event loops that share them, of modes that do not block
  std::size_t window = 0;   ///< commands in flight a connection, for the mode `window`; 0: as many as are usual
  double rate = 0;          ///< commands per second that are due, of all clients together; 0: whenever a reply has come
};

}  // namespace tributary::bench
