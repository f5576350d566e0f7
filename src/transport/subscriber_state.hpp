#pragma once

#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscriber_options.hpp>

#include "link/deadline.hpp"
#include "link/wake.hpp"
#include "transport/sentinel_dialer.hpp"
#include "transport/subscriber_carrier.hpp"
#include "transport/subscriber_engine.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace tributary::detail {

/// What a Subscriber is behind its interface.
///
/// Threads that wait share the work: one of them, the driver, serves the connection step by step, while the others
/// sleep until something has changed. Whoever finds no driver is the next one. The mutex guards everything; it is given
/// up while the driver waits for the network. Only the driver touches the carrier. What is decided is the engine's.
class SubscriberState {
 public:
  SubscriberState(const ClientOptions& client, const SubscriberOptions& options);

  void add(SubscriptionKind kind, const std::vector<std::string>& names);
  void remove(SubscriptionKind kind, const std::vector<std::string>& names);
  /// `names` null: all that there are.
  bool wait_until_active(SubscriptionKind kind, const std::vector<std::string>* names, Clock::time_point deadline,
                         const std::stop_token& stop);
  std::optional<SubscriberEvent> next(Clock::time_point deadline, const std::stop_token& stop);

  /// Makes this thread the one that waits for events. Errors: UsageError when there is another one
  void begin_consuming();
  void end_consuming() noexcept;

 private:
  using Lock = std::unique_lock<std::mutex>;

  class Driving;

  template <class Done>
  bool wait(Lock& lock, Clock::time_point deadline, const std::stop_token& stop, Done&& done);
  void drive(Lock& lock, Clock::time_point deadline);
  void poll_until(Lock& lock, const WaitFor& wait, Clock::time_point deadline);
  void changed();
  void raise_when_never_connected() const;

  const std::shared_ptr<const Dialer> dialer_;
  Wake wake_;

  std::mutex mutex_;
  std::condition_variable_any changed_;  ///< for those who wait and do not drive
  std::size_t sleepers_ = 0;             ///< how many these are
  bool has_driver_ = false;
  std::thread::id consumer_;
  std::size_t consuming_ = 0;  ///< how often the consumer is in next() or run(): a handler may call next()

  SubscriberEngine engine_;
  SubscriberCarrier carrier_;
  unsigned process_;
};

}  // namespace tributary::detail
