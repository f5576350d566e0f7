#include "transport/subscriber_state.hpp"

#include "link/forks.hpp"

#include <fmt/format.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tributary::detail {

SubscriberState::SubscriberState(const ClientOptions& client, const SubscriberOptions& options)
    : dialer_{make_dialer(client)},
      engine_{dialer_->options(), options},
      carrier_{*dialer_, engine_},
      process_{forks()} {}

void SubscriberState::add(SubscriptionKind kind, const std::vector<std::string>& names) {
  const Lock lock{mutex_};
  engine_.add(kind, names);
  changed();
}

void SubscriberState::remove(SubscriptionKind kind, const std::vector<std::string>& names) {
  const Lock lock{mutex_};
  engine_.remove(kind, names);
  changed();
}

/// The set was changed: the driver has something to send, and others may not have to wait any longer.
void SubscriberState::changed() {
  if (has_driver_) wake_.signal();
  if (sleepers_ > 0) changed_.notify_all();
}

void SubscriberState::begin_consuming() {
  const Lock lock{mutex_};
  if (consuming_ > 0 && consumer_ != std::this_thread::get_id()) {
    throw UsageError{"another thread is in next() or run() of this subscriber: only one at a time waits for events"};
  }
  consumer_ = std::this_thread::get_id();
  ++consuming_;
}

void SubscriberState::end_consuming() noexcept {
  const Lock lock{mutex_};
  --consuming_;
}

/// While it exists, this thread is the driver.
class SubscriberState::Driving {
 public:
  explicit Driving(SubscriberState& state) noexcept : state_{state} { state_.has_driver_ = true; }
  ~Driving() {
    state_.has_driver_ = false;
    if (state_.sleepers_ > 0) state_.changed_.notify_all();
  }
  Driving(const Driving&) = delete;
  Driving& operator=(const Driving&) = delete;

 private:
  SubscriberState& state_;
};

/// Waits until done(): true. False when time is over or somebody asks to stop; one look at the network is always taken.
template <class Done>
bool SubscriberState::wait(Lock& lock, Clock::time_point deadline, const std::stop_token& stop, Done&& done) {
  const std::stop_callback wake_driver{stop, [this] { wake_.signal(); }};
  for (bool is_last = false;;) {
    if (stop.stop_requested()) return false;
    if (done()) return true;
    if (is_last) return false;
    is_last = Clock::now() >= deadline;
    if (has_driver_) {
      ++sleepers_;
      changed_.wait_until(lock, stop, deadline, [&] { return !has_driver_ || done(); });
      --sleepers_;
      continue;
    }
    const Driving driving{*this};
    drive(lock, deadline);
  }
}

std::optional<SubscriberEvent> SubscriberState::next(Clock::time_point deadline, const std::stop_token& stop) {
  Lock lock{mutex_};
  if (!wait(lock, deadline, stop, [this] { return engine_.has_event(); })) {
    if (!stop.stop_requested()) raise_when_never_connected();
    return std::nullopt;
  }
  return engine_.take_event();
}

bool SubscriberState::wait_until_active(SubscriptionKind kind, const std::vector<std::string>* names,
                                        Clock::time_point deadline, const std::stop_token& stop) {
  using Standing = SubscriberEngine::Standing;
  Lock lock{mutex_};
  const std::size_t told = engine_.told();
  const bool done = wait(lock, deadline, stop,
                         [&] { return engine_.standing(kind, names) != Standing::pending || engine_.told() != told; });
  if (!done) {
    if (!stop.stop_requested()) raise_when_never_connected();
    return false;
  }
  switch (engine_.standing(kind, names)) {
    case Standing::active: return true;
    case Standing::absent: return false;
    case Standing::refused: engine_.raise_refusal(kind, names);
    case Standing::pending: break;
  }
  const SubscriberEngine::ErrorPointer error = engine_.last_told();
  // Somebody who consumes has to learn it too.
  if (consuming_ == 0) engine_.forget_transport_errors();
  raise(error);
}

void SubscriberState::raise_when_never_connected() const {
  if (const auto why = engine_.why_never_connected()) raise(why);
}

/// One step of whatever the connection needs next, and a wait for the network until `deadline` at most.
void SubscriberState::drive(Lock& lock, Clock::time_point deadline) {
  if (process_ != forks()) {
    process_ = forks();
    wake_.renew();
    if (carrier_.has_link()) {
      carrier_.lose({TransportReason::closed, "this process was forked from the one that had the connection"});
    }
  }
  if (const auto wait = carrier_.step()) poll_until(lock, *wait, deadline);
}

/// Waits for the socket, or to be woken.
void SubscriberState::poll_until(Lock& lock, const WaitFor& wait, Clock::time_point deadline) {
  std::array<pollfd, 2> polled{pollfd{wake_.fd(), POLLIN, 0}, pollfd{wait.fd, wait.events, 0}};
  lock.unlock();
  const int ready = poll(polled.data(), polled.size(), left_ms(std::min(deadline, wait.until)));
  const int error = errno;
  lock.lock();
  if (ready < 0 && error != EINTR && carrier_.has_link()) {
    carrier_.lose({TransportReason::closed, fmt::format("cannot wait: {}", std::strerror(error))});
    return;
  }
  if (ready > 0 && polled[0].revents != 0) wake_.drain();
}

}  // namespace tributary::detail
