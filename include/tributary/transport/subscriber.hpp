#pragma once

#include <tributary/config.hpp>

#include <tributary/codec/arguments.hpp>
#include <tributary/transport/client.hpp>
#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscriber_options.hpp>
#include <tributary/transport/subscription_changes.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace tributary {

namespace detail {

class SubscriberState;

template <class Handler>
constexpr bool handles_some_event =
    std::is_invocable_v<Handler&, SubscriberMessage> || std::is_invocable_v<Handler&, Disconnected> ||
    std::is_invocable_v<Handler&, Reconnected> || std::is_invocable_v<Handler&, Postponed>;

/// Calls the first of the handlers that takes this kind of event, if there is one.
template <class Kind, class First, class... Rest>
void call_first_that_takes(Kind& event, First& first, Rest&... rest) {
  if constexpr (std::is_invocable_v<First&, Kind>) {
    first(std::move(event));
  } else if constexpr (sizeof...(Rest) > 0) {
    call_first_that_takes(event, rest...);
  }
}

}  // namespace detail

/// Receives what others publish, on a connection of its own.
///
/// Which names are subscribed is a set that belongs to this object and not to a connection: subscribe(), unsubscribe()
/// and the like (see SubscriptionChanges) change it at any time, and every new connection begins with all of it. Making
/// a subscriber connects to nothing; it connects when somebody waits and something is subscribed.
///
/// There is no thread behind it. Connecting, sending, reading and coming back after a loss happen while a thread is in
/// next(), run() or wait_until_active(), so one should be there most of the time: the server ends connections that are
/// not read.
///
/// Delivery is Redis' own, at most once. What is published while there is no connection is lost; Disconnected and
/// Reconnected say when that may have happened.
///
/// Errors of next(), run() and wait_until_active(), after each of which they may be called again, and go on:
///   SubscriptionRefused  the server does not accept a name. Told once; the others stay subscribed. A server that only
///                        cannot do it now is asked again, and Postponed is an event
///   TransportError       with reason `handshake`: the server does not let us in. Else: there was no connection for
///                        SubscriberOptions::give_up_after, or up to the deadline of the call when there never was one
///
/// Threads: any may call any function, but only one at a time waits for events, in next() or run(). It must not be
/// destroyed while a thread is in one of its functions. The destructor closes the connection; what was not delivered is
/// lost.
class TRIBUTARY_API Subscriber : public SubscriptionChanges {
 public:
  /// Errors:   std::invalid_argument for options that cannot work
  [[nodiscard]] explicit Subscriber(const ClientOptions& client, const SubscriberOptions& options = {});
  /// To the server of a client, with the client's options. It uses no connection of its pool.
  [[nodiscard]] explicit Subscriber(const Client& client, const SubscriberOptions& options = {})
      : Subscriber{client.options(), options} {}
  /// Errors:   UriError
  [[nodiscard]] explicit Subscriber(std::string_view uri, const SubscriberOptions& options = {})
      : Subscriber{ClientOptions::from_uri(uri), options} {}
  ~Subscriber() override;
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  /// Waits until the server has confirmed every change that was asked for: what is published after that comes. Serves
  /// the connection when no other thread does; messages that come meanwhile are kept for next().
  ///
  /// Reply:    true then; false when time is over, or somebody asked to stop
  /// Errors:   SubscriptionRefused when one of the names is refused, also when next() has told it already, until
  ///           somebody subscribes to the name again or unsubscribes from it; else as above
  bool wait_until_active(std::chrono::milliseconds timeout, const std::stop_token& stop = {});
  /// The same for these names only. False as well when one of them is not subscribed.
  bool wait_until_active(SubscriptionKind kind, Arguments names, std::chrono::milliseconds timeout,
                         const std::stop_token& stop = {});

  /// Waits for the next event.
  ///
  /// Reply:    nothing when none came in time, or as soon as somebody asks to stop. 0 ms takes what is there
  /// Errors:   std::invalid_argument above ClientOptions::kLongestTimeout; UsageError while another thread is in next()
  ///           or run(); else as above
  [[nodiscard]] std::optional<SubscriberEvent> next(std::chrono::milliseconds timeout,
                                                    const std::stop_token& stop = {});

  /// Gives each event to the first of the handlers that takes it, until somebody asks to stop:
  ///
  ///     subscriber.run(stop, [](const SubscriberMessage& message) { ... }, [](const Reconnected& gap) { ... });
  ///
  /// Events that no handler takes are dropped. Handlers run on this thread, and may call every function of the
  /// subscriber. An exception of a handler ends run(); its event counts as delivered.
  ///
  /// Errors:   UsageError while another thread is in next() or run(); else as above
  template <class... Handlers>
  void run(const std::stop_token& stop, Handlers&&... handlers) {
    static_assert(sizeof...(Handlers) > 0, "run() needs a handler, such as [](const SubscriberMessage& message) {}");
    static_assert((detail::handles_some_event<Handlers> && ...),
                  "a handler of run() takes a SubscriberMessage, a Disconnected, a Reconnected or a Postponed: by "
                  "value or by const "
                  "reference");
    auto handle = [&](SubscriberEvent& event) {
      std::visit([&](auto& kind) { detail::call_first_that_takes(kind, handlers...); }, event);
    };
    run_with(stop, &handle,
             [](void* function, SubscriberEvent& event) { (*static_cast<decltype(handle)*>(function))(event); });
  }

 private:
  void add(SubscriptionKind kind, const Arguments& names) override;
  void remove(SubscriptionKind kind, const Arguments& names) override;
  void run_with(const std::stop_token& stop, void* function, void (*handle)(void* function, SubscriberEvent& event));

  std::unique_ptr<detail::SubscriberState> state_;
};

}  // namespace tributary
