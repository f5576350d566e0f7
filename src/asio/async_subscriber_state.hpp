#pragma once

#include <tributary/asio/async_subscriber.hpp>
#include <tributary/asio/async_subscriber_options.hpp>
#include <tributary/link/client_options.hpp>

#include "asio/readiness.hpp"
#include "asio/resumptions.hpp"
#include "transport/sentinel_dialer.hpp"
#include "transport/subscriber_carrier.hpp"
#include "transport/subscriber_engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tributary::detail {

/// What an AsyncSubscriber is behind its interface: the driver of a SubscriberCarrier on an executor.
///
/// The mutex guards the engine, those who wait, and whether a turn is due. Everything with the socket happens on a
/// strand, turn by turn: steps of the carrier, then whoever has waited for what has come goes on, outside the mutex;
/// then a wait for the socket and the time. What is asynchronous exists only while there is something to wait for, so
/// that a subscriber at rest may outlive its context.
class AsyncSubscriberState : public std::enable_shared_from_this<AsyncSubscriberState> {
 public:
  AsyncSubscriberState(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                       const AsyncSubscriberOptions& options);
  AsyncSubscriberState(const AsyncSubscriberState&) = delete;
  AsyncSubscriberState& operator=(const AsyncSubscriberState&) = delete;

  const boost::asio::any_io_executor& executor() const noexcept { return executor_; }

  void add(SubscriptionKind kind, const std::vector<std::string>& names);
  void remove(SubscriptionKind kind, const std::vector<std::string>& names);
  void begin_wait(EventReceiver& receiver);
  void begin_wait(ActiveWaiter& waiter);
  void cancel_wait(EventReceiver& receiver) noexcept;
  void cancel_wait(ActiveWaiter& waiter) noexcept;
  /// The subscriber is gone: those who wait go on, and the connection is closed.
  void close() noexcept;

 private:
  using Lock = std::unique_lock<std::mutex>;

  class Wakeup;
  class TurnEnd;

  /// Who waits until everything is active, and what had been told when he began.
  struct Waiting {
    ActiveWaiter* waiter;
    std::size_t told;
  };
  /// Somebody who has waited, and what he gets.
  struct Received {
    std::exception_ptr error{};
    SubscriberEvent event{};
  };
  struct Io {
    explicit Io(const boost::asio::any_io_executor& executor)
        : strand{boost::asio::make_strand(executor)}, readiness{strand} {}
    ~Io() { readiness.detach(); }
    Io(const Io&) = delete;
    Io& operator=(const Io&) = delete;

    Strand strand;
    Readiness readiness;
  };

  void wake();
  void turn();
  std::optional<WaitFor> step();
  void hand_out();
  void wait_for(const WaitFor& wait);
  Received take_event();
  bool is_done(const Waiting& waiting) const noexcept;
  std::exception_ptr result_of_wait();
  void wakeup_ended() noexcept;
  void executor_gone() noexcept;
  void abandon_all(void (*end)(EventReceiver*, ActiveWaiter*) noexcept) noexcept;

  const boost::asio::any_io_executor executor_;
  const std::shared_ptr<const Dialer> dialer_;

  std::mutex mutex_;
  SubscriberEngine engine_;
  EventReceiver* receiver_ = nullptr;
  std::vector<Waiting> waiting_;
  bool was_received_ = false;  ///< somebody receives, or has, and is told errors in his turn
  bool is_awake_ = false;      ///< a turn is posted
  bool is_closed_ = false;
  bool is_gone_ = false;     ///< the executor is
  std::size_t wakeups_ = 0;  ///< that exist
  std::unique_ptr<Io> io_;   ///< while there are any

  // On the strand.
  SubscriberCarrier carrier_;
  Resumptions resumptions_;
};

}  // namespace tributary::detail
