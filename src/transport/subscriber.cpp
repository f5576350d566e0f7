#include <tributary/transport/subscriber.hpp>

#include "link/check_options.hpp"
#include "transport/check_options.hpp"
#include "transport/subscriber_state.hpp"
#include "transport/subscription_names.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace tributary {

namespace {

detail::Clock::time_point deadline_in(std::chrono::milliseconds timeout) {
  if (timeout > ClientOptions::kLongestTimeout) {
    throw std::invalid_argument{fmt::format("a subscriber cannot wait for {} ms: at most {} ms", timeout.count(),
                                            std::chrono::milliseconds{ClientOptions::kLongestTimeout}.count())};
  }
  return detail::Clock::now() + std::max(timeout, std::chrono::milliseconds{0});
}

/// This thread waits for events, in next() or run().
class Consuming {
 public:
  explicit Consuming(detail::SubscriberState& state) : state_{state} { state.begin_consuming(); }
  ~Consuming() { state_.end_consuming(); }
  Consuming(const Consuming&) = delete;
  Consuming& operator=(const Consuming&) = delete;

 private:
  detail::SubscriberState& state_;
};

std::unique_ptr<detail::SubscriberState> make_state(const ClientOptions& client, const SubscriberOptions& options) {
  detail::check(client);
  detail::check(options);
  return std::make_unique<detail::SubscriberState>(client, options);
}

}  // namespace

Subscriber::Subscriber(const ClientOptions& client, const SubscriberOptions& options)
    : state_{make_state(client, options)} {}

Subscriber::~Subscriber() = default;

void Subscriber::add(SubscriptionKind kind, const Arguments& names) { state_->add(kind, detail::names_of(names)); }

void Subscriber::remove(SubscriptionKind kind, const Arguments& names) {
  state_->remove(kind, detail::names_of(names));
}

bool Subscriber::wait_until_active(std::chrono::milliseconds timeout, const std::stop_token& stop) {
  return state_->wait_until_active(SubscriptionKind::channel, nullptr, deadline_in(timeout), stop);
}

bool Subscriber::wait_until_active(SubscriptionKind kind, Arguments names, std::chrono::milliseconds timeout,
                                   const std::stop_token& stop) {
  const std::vector<std::string> given = detail::names_of(names);
  return state_->wait_until_active(kind, &given, deadline_in(timeout), stop);
}

std::optional<SubscriberEvent> Subscriber::next(std::chrono::milliseconds timeout, const std::stop_token& stop) {
  const detail::Clock::time_point deadline = deadline_in(timeout);
  const Consuming consuming{*state_};
  return state_->next(deadline, stop);
}

void Subscriber::run_with(const std::stop_token& stop, void* function,
                          void (*handle)(void* function, SubscriberEvent& event)) {
  const Consuming consuming{*state_};
  while (auto event = state_->next(detail::Clock::time_point::max(), stop)) handle(function, *event);
}

}  // namespace tributary
