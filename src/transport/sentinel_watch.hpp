#pragma once

#include "link/deadline.hpp"
#include "link/dialer.hpp"
#include "link/place.hpp"
#include "link/wake.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tributary::detail {

/// Listens to sentinels, on a thread of its own, and tells when they have made another server the master: whoever waits
/// for one that is frozen would learn it from nobody else before his time is over.
class SentinelWatch {
 public:
  using Moved = std::function<void(const Place&)>;

  /// `moved`: is called on the thread, with the new master
  ///
  /// Errors:   RedisError when the process has no descriptor or thread left
  SentinelWatch(std::vector<std::shared_ptr<const Dialer>> sentinels, std::string master_name, Moved moved);
  ~SentinelWatch();
  SentinelWatch(const SentinelWatch&) = delete;
  SentinelWatch& operator=(const SentinelWatch&) = delete;

 private:
  class Listener;

  void run() noexcept;
  void listen(std::vector<std::unique_ptr<Listener>>& listeners);

  const std::vector<std::shared_ptr<const Dialer>> sentinels_;
  const std::string master_name_;
  const Moved moved_;
  Wake wake_;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

/// The new master that a message of the channel +switch-master names: `name old-ip old-port new-ip new-port`. Nothing
/// when it is about another master, or is no such message.
std::optional<Place> new_master_of(std::string_view message, std::string_view master_name);

}  // namespace tributary::detail
