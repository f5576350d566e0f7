#pragma once

#include "link/place.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace tributary::detail {

class Tether;

/// The sockets of one client, with where they lead to: somebody else may cut those that lead to the wrong place.
class Tethers {
 public:
  Tethers() = default;
  Tethers(const Tethers&) = delete;
  Tethers& operator=(const Tethers&) = delete;

  /// Shuts down those that do not lead to `place`. Their owners read an end.
  void cut_all_but(const Place& place) noexcept;

 private:
  friend class Tether;

  std::mutex mutex_;
  std::vector<Tether*> all_;
};

/// Holds one socket on the list as long as it exists, which is no longer than the socket.
class Tether {
 public:
  Tether(Tethers& tethers, int fd, Place place);
  ~Tether();
  Tether(const Tether&) = delete;
  Tether& operator=(const Tether&) = delete;

  bool is_cut() const noexcept { return is_cut_.load(std::memory_order_relaxed); }

 private:
  friend class Tethers;

  Tethers& tethers_;
  const int fd_;
  const Place place_;
  std::atomic<bool> is_cut_ = false;
};

}  // namespace tributary::detail
