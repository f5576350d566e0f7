#include <tributary/asio/async_subscriber.hpp>

#include "asio/async_subscriber_state.hpp"
#include "asio/check_options.hpp"
#include "link/check_options.hpp"
#include "transport/check_options.hpp"
#include "transport/subscription_names.hpp"

namespace tributary {

namespace {

std::shared_ptr<detail::AsyncSubscriberState> make_state(const boost::asio::any_io_executor& executor,
                                                         const ClientOptions& server,
                                                         const AsyncSubscriberOptions& options) {
  detail::check(server);
  detail::check(options);
  return std::make_shared<detail::AsyncSubscriberState>(executor, server, options);
}

}  // namespace

AsyncSubscriber::AsyncSubscriber(boost::asio::any_io_executor executor, const ClientOptions& server,
                                 const AsyncSubscriberOptions& options)
    : state_{make_state(executor, server, options)} {}

AsyncSubscriber::~AsyncSubscriber() { state_->close(); }

const boost::asio::any_io_executor& AsyncSubscriber::get_executor() const noexcept { return state_->executor(); }

void AsyncSubscriber::add(SubscriptionKind kind, const Arguments& names) { state_->add(kind, detail::names_of(names)); }

void AsyncSubscriber::remove(SubscriptionKind kind, const Arguments& names) {
  state_->remove(kind, detail::names_of(names));
}

namespace detail {

void begin_wait(AsyncSubscriberState& subscriber, EventReceiver& receiver) { subscriber.begin_wait(receiver); }

void begin_wait(AsyncSubscriberState& subscriber, ActiveWaiter& waiter) { subscriber.begin_wait(waiter); }

void cancel_wait(AsyncSubscriberState& subscriber, EventReceiver& receiver) noexcept {
  subscriber.cancel_wait(receiver);
}

void cancel_wait(AsyncSubscriberState& subscriber, ActiveWaiter& waiter) noexcept { subscriber.cancel_wait(waiter); }

}  // namespace detail
}  // namespace tributary
