#include <tributary/transport/subscriber.hpp>

#include "codec/argument_encoder.hpp"
#include "transport/check_options.hpp"
#include "transport/subscriber_state.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace tributary {

namespace {

/// The bytes that each argument is on the wire.
class Names final : public detail::ArgumentVisitor {
 public:
  explicit Names(const Arguments& list) {
    names_.reserve(list.size());
    list.for_each(*this);
  }
  void visit(const Argument& argument) override {
    bytes_.clear();
    detail::append_argument(bytes_, argument);
    std::string_view bulk = bytes_.view(0, bytes_.size());
    bulk.remove_prefix(bulk.find('\n') + 1);
    bulk.remove_suffix(2);
    names_.emplace_back(bulk);
  }
  const std::vector<std::string>& all() const noexcept { return names_; }

 private:
  detail::RequestBuffer bytes_;
  std::vector<std::string> names_;
};

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

void Subscriber::add(SubscriptionKind kind, const Arguments& names) { state_->add(kind, Names{names}.all()); }

void Subscriber::remove(SubscriptionKind kind, const Arguments& names) { state_->remove(kind, Names{names}.all()); }

bool Subscriber::wait_until_active(std::chrono::milliseconds timeout, const std::stop_token& stop) {
  return state_->wait_until_active(SubscriptionKind::channel, nullptr, deadline_in(timeout), stop);
}

bool Subscriber::wait_until_active(SubscriptionKind kind, Arguments names, std::chrono::milliseconds timeout,
                                   const std::stop_token& stop) {
  const Names given{names};
  return state_->wait_until_active(kind, &given.all(), deadline_in(timeout), stop);
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
