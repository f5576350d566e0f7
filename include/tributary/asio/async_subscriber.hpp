#pragma once

#include <tributary/asio/async_client.hpp>
#include <tributary/asio/async_subscriber_options.hpp>
#include <tributary/asio/completion.hpp>
#include <tributary/link/client_options.hpp>
#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscription_changes.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace tributary {

namespace detail {

class AsyncSubscriberState;
struct AsyncSubscriberAccess;

}  // namespace detail

/// Receives what others publish, on a connection of its own, for coroutines and event loops. What a Subscriber is to
/// threads.
///
///     asio::awaitable<void> watch(AsyncSubscriber& news) {
///       news.subscribe("news");
///       co_await async_wait_until_active(news);
///       for (;;) {
///         const SubscriberEvent event = co_await async_receive(news);
///         if (const auto* message = std::get_if<SubscriberMessage>(&event)) fmt::print("{}\n", message->payload);
///       }
///     }
///
/// Which names are subscribed is a set that belongs to this object and not to a connection: subscribe(), unsubscribe()
/// and the like (see SubscriptionChanges) change it at any time, and every new connection begins with all of it.
///
/// As long as something is subscribed it works by itself, on its executor: it connects, reads, asks again and comes
/// back after a loss, whether somebody receives or not, and so keeps an io_context from ending. It rests, and keeps
/// nothing busy, while nothing is subscribed, and while it waits for room (WhenFull::wait); unsubscribing from
/// everything closes the connection. A receiver keeps its own executor at work.
///
/// Delivery is Redis' own, at most once. What is published while there is no connection is lost; Disconnected and
/// Reconnected say when that may have happened. What has come and nobody has received is bounded by the
/// AsyncSubscriberOptions.
///
/// Any thread may call any function. The destructor ends waits with operation_aborted and closes the connection; what
/// was not received is lost. An io_context that ends before destroys the handlers of those who wait without calling
/// them, and whoever waits afterwards gets an error.
class TRIBUTARY_API AsyncSubscriber : public SubscriptionChanges {
 public:
  /// Errors:   UriError; std::invalid_argument for options that cannot work
  [[nodiscard]] AsyncSubscriber(boost::asio::any_io_executor executor, std::string_view uri,
                                const AsyncSubscriberOptions& options = {})
      : AsyncSubscriber{std::move(executor), ClientOptions::from_uri(uri), options} {}
  [[nodiscard]] AsyncSubscriber(boost::asio::any_io_executor executor, const ClientOptions& server,
                                const AsyncSubscriberOptions& options = {});
  /// On the executor of a context, such as an io_context.
  template <detail::ExecutionContext Context>
  [[nodiscard]] AsyncSubscriber(Context& context, std::string_view uri, const AsyncSubscriberOptions& options = {})
      : AsyncSubscriber{boost::asio::any_io_executor{context.get_executor()}, uri, options} {}
  template <detail::ExecutionContext Context>
  [[nodiscard]] AsyncSubscriber(Context& context, const ClientOptions& server,
                                const AsyncSubscriberOptions& options = {})
      : AsyncSubscriber{boost::asio::any_io_executor{context.get_executor()}, server, options} {}
  ~AsyncSubscriber() override;

  const boost::asio::any_io_executor& get_executor() const noexcept;

 private:
  friend struct detail::AsyncSubscriberAccess;
  void add(SubscriptionKind kind, const Arguments& names) override;
  void remove(SubscriptionKind kind, const Arguments& names) override;

  std::shared_ptr<detail::AsyncSubscriberState> state_;
};

namespace detail {

struct AsyncSubscriberAccess {
  static const std::shared_ptr<AsyncSubscriberState>& state(const AsyncSubscriber& subscriber) noexcept {
    return subscriber.state_;
  }
};

/// Somebody who waits for an event: what depends on no handler.
class EventReceiver {
 public:
  virtual void finish(std::exception_ptr error, SubscriberEvent event) noexcept = 0;
  virtual void vanish() noexcept = 0;  ///< the executor has ended: without calling the handler

 protected:
  ~EventReceiver() = default;
};

/// Somebody who waits until everything is active.
class ActiveWaiter {
 public:
  virtual void finish(std::exception_ptr error) noexcept = 0;
  virtual void vanish() noexcept = 0;

 protected:
  ~ActiveWaiter() = default;
};

TRIBUTARY_API void begin_wait(AsyncSubscriberState& subscriber, EventReceiver& receiver);
TRIBUTARY_API void begin_wait(AsyncSubscriberState& subscriber, ActiveWaiter& waiter);
/// Nothing happens when it does not wait any more.
TRIBUTARY_API void cancel_wait(AsyncSubscriberState& subscriber, EventReceiver& receiver) noexcept;
TRIBUTARY_API void cancel_wait(AsyncSubscriberState& subscriber, ActiveWaiter& waiter) noexcept;

template <class Waiter, class Handler, class... Results>
class SubscriberCompletion final : public Waiter, public Completion<Handler, std::exception_ptr, Results...> {
 public:
  using Completion<Handler, std::exception_ptr, Results...>::Completion;

  static void begin(Handler handler, const std::shared_ptr<AsyncSubscriberState>& subscriber) {
    auto* const completion = make_completion<SubscriberCompletion>(std::move(handler));
    try {
      completion->listen_to_cancellation([subscriber, completion] { cancel_wait(*subscriber, *completion); });
      begin_wait(*subscriber, *completion);
    } catch (...) {
      completion->finish_with(std::current_exception(), Results{}...);
    }
  }

  void finish(std::exception_ptr error, Results... results) noexcept override {
    this->finish_with(std::move(error), std::move(results)...);
  }
  void vanish() noexcept override { this->drop(); }
};

/// Where the handler has no executor of its own it is called on that of the subscriber.
template <class Waiter, class... Results>
struct InitiateSubscriberWait {
  template <class Handler>
  void operator()(Handler&& handler, const std::shared_ptr<AsyncSubscriberState>& subscriber,
                  const boost::asio::any_io_executor& executor) const {
    const boost::asio::any_io_executor own = boost::asio::get_associated_executor(handler, executor);
    auto bound = boost::asio::bind_executor(own, std::forward<Handler>(handler));
    SubscriberCompletion<Waiter, decltype(bound), Results...>::begin(std::move(bound), subscriber);
  }
};

}  // namespace detail

/// Waits for the next event: a SubscriberMessage, or what has become of the connection.
///
/// Completion:   void(std::exception_ptr, SubscriberEvent)
/// Cancellation: ends the wait with operation_aborted; no event is lost by it
/// Errors:       after each of which it may be called again, and goes on:
///               SubscriptionRefused  the server does not accept a name. Told once; the others stay subscribed
///               TransportError       with reason `handshake`: the server does not let us in. With `queue_full`: it has
///                                    ended, by WhenFull::close, and says so to everybody from now on. Else: there was
///                                    no connection for SubscriberOptions::give_up_after
///               UsageError           somebody else waits for the next event already
/// Lifetime:     the subscriber may be destroyed meanwhile, which ends the wait with operation_aborted
template <class Token = boost::asio::use_awaitable_t<>>
auto async_receive(AsyncSubscriber& subscriber, Token&& token = Token{}) {
  return boost::asio::async_initiate<Token, void(std::exception_ptr, SubscriberEvent)>(
      detail::InitiateSubscriberWait<detail::EventReceiver, SubscriberEvent>{}, token,
      detail::AsyncSubscriberAccess::state(subscriber), subscriber.get_executor());
}

/// Waits until the server has confirmed every change that was asked for: what is published after that comes. Any number
/// may wait. Where a buffer that is full waits for room, so does the confirmation.
///
/// Completion:   void(std::exception_ptr)
/// Cancellation: ends the wait with operation_aborted
/// Errors:       SubscriptionRefused when one of the names is refused, also when async_receive() has told it already,
///               until somebody subscribes to the name again or unsubscribes from it; else as async_receive()
template <class Token = boost::asio::use_awaitable_t<>>
auto async_wait_until_active(AsyncSubscriber& subscriber, Token&& token = Token{}) {
  return boost::asio::async_initiate<Token, void(std::exception_ptr)>(
      detail::InitiateSubscriberWait<detail::ActiveWaiter>{}, token, detail::AsyncSubscriberAccess::state(subscriber),
      subscriber.get_executor());
}

}  // namespace tributary
