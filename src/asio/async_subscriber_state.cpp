#include "asio/async_subscriber_state.hpp"

#include <tributary/core/error.hpp>

#include <boost/asio/post.hpp>

#include <poll.h>

#include <algorithm>
#include <utility>

namespace tributary::detail {

namespace {

// Callers that are resumed, and pieces that are read, before others of the executor have their turn.
constexpr std::size_t kMostResumed = 256;
constexpr int kMostSteps = 16;

EventBound bound_of(const AsyncSubscriberOptions& options) {
  return {options.max_messages, options.max_bytes, options.when_full};
}

std::exception_ptr executor_has_ended(const ClientOptions& server) {
  ErrorInfo info;
  info.kind = ErrorKind::transport;
  info.reason = TransportReason::cancelled;
  info.server = server.endpoint();
  info.message = "the executor of the subscriber has ended";
  return exception_of(std::make_shared<const ErrorInfo>(std::move(info)));
}

}  // namespace

/// What an asynchronous wait keeps of its subscriber, and does with it. When its executor destroys it, instead of
/// calling or dismissing it, there is nobody any more who could read or resume.
class AsyncSubscriberState::Wakeup {
 public:
  /// One that wakeups_ counts already.
  explicit Wakeup(std::shared_ptr<AsyncSubscriberState> state) noexcept : state_{std::move(state)} {}
  static Wakeup of(AsyncSubscriberState& state) {
    std::shared_ptr<AsyncSubscriberState> own = state.shared_from_this();
    const Lock lock{state.mutex_};
    ++state.wakeups_;
    return Wakeup{std::move(own)};
  }
  Wakeup(Wakeup&&) noexcept = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup() {
    if (state_ == nullptr) return;
    state_->executor_gone();
    state_->wakeup_ended();
  }

  void operator()() {
    struct End {
      ~End() { state->wakeup_ended(); }
      const std::shared_ptr<AsyncSubscriberState> state;
    };
    const End end{std::move(state_)};
    end.state->turn();
  }
  void dismiss() noexcept { std::exchange(state_, nullptr)->wakeup_ended(); }

 private:
  std::shared_ptr<AsyncSubscriberState> state_;
};

AsyncSubscriberState::AsyncSubscriberState(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                                           const AsyncSubscriberOptions& options)
    : executor_{executor},
      dialer_{make_dialer(server)},
      engine_{dialer_->options(), options.subscriber, bound_of(options)},
      carrier_{*dialer_, engine_} {}

void AsyncSubscriberState::add(SubscriptionKind kind, const std::vector<std::string>& names) {
  {
    const Lock lock{mutex_};
    engine_.add(kind, names);
  }
  wake();
}

void AsyncSubscriberState::remove(SubscriptionKind kind, const std::vector<std::string>& names) {
  {
    const Lock lock{mutex_};
    engine_.remove(kind, names);
  }
  wake();
}

/// Somebody has changed what a turn has to look at.
void AsyncSubscriberState::wake() {
  std::optional<Strand> strand;
  {
    const Lock lock{mutex_};
    if (is_gone_ || is_awake_) return;
    if (io_ == nullptr) io_ = std::make_unique<Io>(executor_);
    strand = io_->strand;
    is_awake_ = true;
    ++wakeups_;
  }
  boost::asio::post(*strand, Wakeup{shared_from_this()});
}

void AsyncSubscriberState::begin_wait(EventReceiver& receiver) {
  Received received;
  bool waits = false;
  bool has_room_again = false;
  {
    const Lock lock{mutex_};
    if (receiver_ != nullptr) {
      throw UsageError{"somebody else waits for the next event of this subscriber: only one at a time may"};
    }
    was_received_ = true;
    const bool was_paused = engine_.is_paused();
    if (is_closed_) {
      received.error = operation_aborted();
    } else if (engine_.has_event()) {
      received = take_event();
    } else if (is_gone_) {
      received.error = executor_has_ended(dialer_->options());
    } else {
      receiver_ = &receiver;
      waits = true;
    }
    has_room_again = was_paused && !engine_.is_paused();
  }
  if (has_room_again) wake();
  if (!waits) receiver.finish(std::move(received.error), std::move(received.event));
}

void AsyncSubscriberState::begin_wait(ActiveWaiter& waiter) {
  std::exception_ptr error;
  {
    const Lock lock{mutex_};
    const Waiting waiting{&waiter, engine_.told()};
    if (is_closed_) {
      error = operation_aborted();
    } else if (is_done(waiting)) {
      error = result_of_wait();
    } else if (is_gone_) {
      error = executor_has_ended(dialer_->options());
    } else {
      waiting_.push_back(waiting);
      return;
    }
  }
  waiter.finish(std::move(error));
}

void AsyncSubscriberState::cancel_wait(EventReceiver& receiver) noexcept {
  {
    const Lock lock{mutex_};
    if (receiver_ != &receiver) return;
    receiver_ = nullptr;
  }
  receiver.finish(operation_aborted(), {});
}

void AsyncSubscriberState::cancel_wait(ActiveWaiter& waiter) noexcept {
  {
    const Lock lock{mutex_};
    if (std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.waiter == &waiter; }) == 0) return;
  }
  waiter.finish(operation_aborted());
}

void AsyncSubscriberState::close() noexcept {
  bool has_to_end = false;
  {
    const Lock lock{mutex_};
    is_closed_ = true;
    has_to_end = wakeups_ > 0;
    if (!has_to_end) carrier_.close();
  }
  abandon_all([](EventReceiver* receiver, ActiveWaiter* waiter) noexcept {
    if (receiver != nullptr) receiver->finish(operation_aborted(), {});
    if (waiter != nullptr) waiter->finish(operation_aborted());
  });
  if (!has_to_end) return;
  try {
    wake();
  } catch (...) {  // out of memory: it ends as when its executor has
  }
}

void AsyncSubscriberState::abandon_all(void (*end)(EventReceiver*, ActiveWaiter*) noexcept) noexcept {
  EventReceiver* receiver = nullptr;
  std::vector<Waiting> waiting;
  {
    const Lock lock{mutex_};
    receiver = std::exchange(receiver_, nullptr);
    waiting.swap(waiting_);
  }
  if (receiver != nullptr) end(receiver, nullptr);
  for (const Waiting& one : waiting) end(nullptr, one.waiter);
}

/// An exception of somebody who was resumed leaves through the executor, as that of any handler; another turn follows.
class AsyncSubscriberState::TurnEnd {
 public:
  explicit TurnEnd(AsyncSubscriberState& state) noexcept : state_{state} {}
  ~TurnEnd() {
    if (!is_reached_) state_.wake();
  }
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;
  void reached() noexcept { is_reached_ = true; }

 private:
  AsyncSubscriberState& state_;
  bool is_reached_ = false;
};

void AsyncSubscriberState::turn() {
  TurnEnd end{*this};
  const Resumptions::Scope scope{resumptions_};
  const std::optional<WaitFor> wait = step();
  hand_out();
  for (std::size_t i = 0; i < kMostResumed && !resumptions_.empty(); ++i) resumptions_.resume_one(executor_);
  if (!wait || !resumptions_.empty()) return;  // which posts another
  wait_for(*wait);
  end.reached();
}

/// Nothing when there may be more to do at once.
std::optional<WaitFor> AsyncSubscriberState::step() {
  const Lock lock{mutex_};
  Readiness& readiness = io_->readiness;
  is_awake_ = false;
  std::optional<WaitFor> wait;
  for (int i = 0; i < kMostSteps && !wait; ++i) {
    if (is_closed_ || engine_.is_idle()) {
      readiness.detach();
      carrier_.close();
      return WaitFor{-1, 0, Clock::time_point::max()};
    }
    engine_.has_event();  // what nobody wants any more makes room
    // A step may close a descriptor and open another one with its number.
    if (carrier_.is_connecting()) readiness.detach();
    wait = carrier_.step();
    if (!readiness.is_attached_to(carrier_.fd())) readiness.detach();
    if (engine_.has_event()) break;
  }
  return wait;
}

/// What has come goes to those who wait for it.
void AsyncSubscriberState::hand_out() {
  EventReceiver* receiver = nullptr;
  Received received;
  std::vector<std::pair<ActiveWaiter*, std::exception_ptr>> done;
  {
    const Lock lock{mutex_};
    std::erase_if(waiting_, [&](const Waiting& waiting) {
      if (!is_done(waiting)) return false;
      done.emplace_back(waiting.waiter, result_of_wait());
      return true;
    });
    if (receiver_ != nullptr && engine_.has_event()) {
      received = take_event();
      receiver = std::exchange(receiver_, nullptr);
    }
  }
  for (auto& [waiter, error] : done) waiter->finish(std::move(error));
  if (receiver != nullptr) receiver->finish(std::move(received.error), std::move(received.event));
}

AsyncSubscriberState::Received AsyncSubscriberState::take_event() {
  Received received;
  try {
    received.event = engine_.take_event();
  } catch (...) {
    received.error = std::current_exception();
  }
  return received;
}

bool AsyncSubscriberState::is_done(const Waiting& waiting) const noexcept {
  return engine_.standing(SubscriptionKind::channel, nullptr) != SubscriberEngine::Standing::pending ||
         engine_.told() != waiting.told || engine_.why_closed() != nullptr;
}

/// Null when everything is active.
std::exception_ptr AsyncSubscriberState::result_of_wait() {
  using Standing = SubscriberEngine::Standing;
  if (engine_.why_closed() != nullptr) return exception_of(engine_.why_closed());
  switch (engine_.standing(SubscriptionKind::channel, nullptr)) {
    case Standing::refused: try { engine_.raise_refusal(SubscriptionKind::channel, nullptr);
      } catch (...) {
        return std::current_exception();
      }
    case Standing::pending: break;
    case Standing::active:
    case Standing::absent: return nullptr;
  }
  const SubscriberEngine::ErrorPointer error = engine_.last_told();
  // Whoever receives has to learn it too.
  if (!was_received_) engine_.forget_transport_errors();
  return exception_of(error);
}

void AsyncSubscriberState::wait_for(const WaitFor& wait) {
  Readiness& readiness = io_->readiness;
  if (wait.fd < 0) {
    readiness.detach();
  } else {
    if (!readiness.is_attached_to(wait.fd)) readiness.attach(wait.fd);
    if ((wait.events & POLLIN) != 0) readiness.when_readable(Wakeup::of(*this));
    if ((wait.events & POLLOUT) != 0) readiness.when_writable(Wakeup::of(*this));
  }
  if (wait.until == Clock::time_point::max()) {
    readiness.forget_time_after(Clock::now());
  } else {
    readiness.when_time(wait.until, Wakeup::of(*this));
  }
}

/// The last one takes with it what the executor has of us.
void AsyncSubscriberState::wakeup_ended() noexcept {
  {
    const Lock lock{mutex_};
    if (--wakeups_ > 0) return;
    io_.reset();
    if (!is_gone_) return;
    carrier_.close();
  }
  resumptions_.drop_all();
}

void AsyncSubscriberState::executor_gone() noexcept {
  {
    const Lock lock{mutex_};
    is_gone_ = true;
  }
  abandon_all([](EventReceiver* receiver, ActiveWaiter* waiter) noexcept {
    if (receiver != nullptr) receiver->vanish();
    if (waiter != nullptr) waiter->vanish();
  });
}

}  // namespace tributary::detail
