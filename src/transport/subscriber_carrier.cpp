#include "transport/subscriber_carrier.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace tributary::detail {

std::optional<WaitFor> SubscriberCarrier::step() {
  lost_.reset();
  const Clock::time_point now = Clock::now();
  if (engine_.begin_step(now)) return std::nullopt;
  if (link_ == nullptr) {
    if (now < engine_.connect_at()) return WaitFor{-1, 0, engine_.rest_until()};
    link_ = std::make_unique<SubscriberLink>(dialer_);
    engine_.connecting();
  } else if (link_->is_connecting()) {
    link_->go_on_connecting(dialer_.options());
  } else {
    return serve();
  }
  if (!link_->is_connecting()) {
    if (link_->failed()) {
      fail();
    } else {
      engine_.connected(link_->out(), link_->identity());
    }
    return std::nullopt;
  }
  give_up_when_overdue();
  return link_ == nullptr ? std::nullopt : waiting(link_->wait_for().events);
}

std::optional<WaitFor> SubscriberCarrier::serve() {
  engine_.write(link_->out(), link_->has_unsent());
  link_->send_some();
  if (engine_.is_paused()) {
    engine_.pause();
    if (!link_->has_unsent()) return WaitFor{-1, 0, Clock::time_point::max()};
    return WaitFor{fd(), POLLOUT, Clock::time_point::max()};
  }
  // Whatever has come counts, before anything is said about silence: whoever drives may have been away for long.
  const bool received = link_->receive_some(engine_);
  if (link_->failed()) {
    fail();
    return std::nullopt;
  }
  if (received && engine_.received()) return std::nullopt;
  give_up_when_overdue();
  return link_ == nullptr ? std::nullopt : waiting(link_->wait_for().events);
}

std::optional<WaitFor> SubscriberCarrier::waiting(short events) const {
  const Clock::time_point until = std::min(link_->wait_for().until, engine_.next_at(link_->has_unsent()));
  return WaitFor{fd(), events, until};
}

void SubscriberCarrier::give_up_when_overdue() {
  if (auto failure = engine_.overdue(link_->has_unsent())) lose(std::move(*failure));
}

/// The link has failed, or the engine wants no more of it, which counts first.
void SubscriberCarrier::fail() {
  Failure failure = engine_.failure() != nullptr ? *engine_.failure() : link_->failure();
  const Clock::time_point alive = retire();
  engine_.ended(std::move(failure), alive, Clock::now());
}

void SubscriberCarrier::lose(Failure failure) {
  const Clock::time_point alive = retire();
  engine_.lost(std::move(failure), alive, Clock::now());
}

Clock::time_point SubscriberCarrier::retire() noexcept {
  lost_ = std::move(link_);
  return lost_->known_alive();
}

void SubscriberCarrier::close() noexcept {
  lost_.reset();
  if (link_ == nullptr) return;
  link_.reset();
  engine_.left();
}

}  // namespace tributary::detail
