#pragma once

#include "link/address.hpp"
#include "link/socket.hpp"
#include "link/wake.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tributary::detail {

/// The lookup of the addresses of one host name, which the system does as slowly as it likes, and without an end that
/// could be asked for: on a thread of its own, which outlives those who wait when they give up.
///
/// Whoever asks for a name that is being looked up waits for the same lookup, so that a name server which is silent
/// costs one thread for each name, and not one for each attempt. Any thread may use it.
class HostLookup {
 public:
  /// Errors:   RedisError when the process has no thread or file descriptor left
  static std::shared_ptr<const HostLookup> begin(const std::string& host, std::uint16_t port);

  /// Can be read when it is done, from then on. A descriptor for whoever asks: others wait for the same lookup, and an
  /// event loop knows a descriptor once.
  ///
  /// Errors:   RedisError when the process has no file descriptor left
  Socket signal() const;
  bool done() const noexcept { return done_.load(std::memory_order_acquire); }
  /// When it is done: in the order in which they are to be tried. Empty when there are none, and why() says why.
  const std::vector<Address>& addresses() const noexcept { return addresses_; }
  const std::string& why() const noexcept { return why_; }

  HostLookup() = default;
  HostLookup(const HostLookup&) = delete;
  HostLookup& operator=(const HostLookup&) = delete;

 private:
  void run(const std::string& host, std::uint16_t port) noexcept;

  Wake done_signal_;
  std::vector<Address> addresses_;
  std::string why_;
  std::atomic<bool> done_ = false;
};

/// The address that `host` is, when it is one and no name: needs no lookup. Empty otherwise.
std::vector<Address> literal_address(const std::string& host, std::uint16_t port);

}  // namespace tributary::detail
