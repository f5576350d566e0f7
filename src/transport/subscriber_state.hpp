#pragma once

#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscriber_options.hpp>

#include "core/backoff.hpp"
#include "resp/reply_reader.hpp"
#include "transport/deadline.hpp"
#include "transport/subscriber_link.hpp"
#include "transport/subscription_set.hpp"
#include "transport/wake.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace tributary::detail {

/// What a Subscriber is behind its interface.
///
/// Threads that wait share the work: one of them, the driver, serves the connection step by step, while the others
/// sleep until something has changed. Whoever finds no driver is the next one. The mutex guards everything; it is given
/// up while the driver waits for the network. Only the driver touches the link.
class SubscriberState final : private ReplySink {
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
  using ErrorPointer = std::shared_ptr<const ErrorInfo>;
  /// What next() delivers or throws, in this order.
  using Item = std::variant<SubscriberMessage, Disconnected, Reconnected, Postponed, Refusal, ErrorPointer>;

  class Driving;

  template <class Done>
  bool wait(Lock& lock, Clock::time_point deadline, const std::stop_token& stop, Done&& done);
  void drive(Lock& lock, Clock::time_point deadline);
  void connect();
  void connected();
  void serve(Lock& lock, Clock::time_point deadline);
  void poll_until(Lock& lock, Clock::time_point deadline);
  void give_up_when_due();
  void lose(Failure failure);
  void end_of_connection();
  void tell(ErrorPointer error);
  bool on_reply(const ReplyView& reply) noexcept override;
  bool react(const ReplyView& reply);
  void ask_again_when_due(Clock::time_point now);
  void note_progress();
  bool has_event();
  void changed();
  SubscriptionSet::Standing standing(SubscriptionKind kind, const std::vector<std::string>* names) const;
  [[noreturn]] void raise_refusal(SubscriptionKind kind, const std::vector<std::string>* names);
  void raise_when_never_connected() const;
  ErrorPointer transport_error(TransportReason reason, std::string message) const;

  const ClientOptions client_;
  const SubscriberOptions options_;
  Wake wake_;

  std::mutex mutex_;
  std::condition_variable_any changed_;  ///< for those who wait and do not drive
  std::size_t sleepers_ = 0;             ///< how many these are
  bool has_driver_ = false;
  std::thread::id consumer_;
  std::size_t consuming_ = 0;  ///< how often the consumer is in next() or run(): a handler may call next()

  SubscriptionSet set_;
  std::deque<Item> items_;
  unsigned process_;
  std::unique_ptr<SubscriberLink> link_;
  std::optional<Clock::time_point> waiting_since_;  ///< for an answer, or for the socket to take what is to be sent
  Backoff backoff_;
  Clock::time_point retry_at_;
  Backoff ask_backoff_;                            ///< of what the server postponed
  std::optional<Clock::time_point> ask_again_at_;  ///< when that is next
  std::string last_postponed_;                     ///< what it said last
  std::optional<Clock::time_point> up_since_;
  bool was_ever_up_ = false;
  std::optional<Clock::time_point> outage_since_;  ///< something is wanted, and not all of it restored
  std::optional<std::chrono::system_clock::time_point> missing_since_;  ///< Disconnected was told, Reconnected was not
  ErrorPointer last_failure_;                                           ///< of the attempts since the last success
  ErrorPointer last_told_;  ///< the last transport error that became an item
  std::size_t told_ = 0;    ///< how many did
};

}  // namespace tributary::detail
