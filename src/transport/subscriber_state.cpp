// states of the connection, and what ends them:
//
//   none        something is subscribed and the backoff is over -> connecting
//   connecting  the socket can be written                       -> logging in, with all that is subscribed behind it
//   logging in  the PING behind the login is answered           -> up; by an error, when another answer follows
//   up          everything is confirmed                         -> restored; Reconnected, if something had been lost
//               the server postpones a name                     -> up; Postponed, and it is asked again
//
//   any failure, a deadline                                     -> none; Disconnected, if it was up
//   the login is refused                                        -> none; next() throws
#include "transport/subscriber_state.hpp"

#include "transport/forks.hpp"
#include "transport/login.hpp"
#include "transport/server_words.hpp"

#include <fmt/format.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <random>
#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

std::uint32_t any_seed() {
  return static_cast<std::uint32_t>(Clock::now().time_since_epoch().count()) ^ std::random_device{}();
}

int milliseconds_until(Clock::time_point end) noexcept {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

SubscriberState::SubscriberState(const ClientOptions& client, const SubscriberOptions& options)
    : client_{client},
      options_{options},
      process_{forks()},
      backoff_{options.first_backoff, options.longest_backoff, any_seed()},
      retry_at_{Clock::now()},
      ask_backoff_{options.first_backoff, options.longest_backoff, any_seed()} {}

void SubscriberState::add(SubscriptionKind kind, const std::vector<std::string>& names) {
  const Lock lock{mutex_};
  for (const std::string& name : names) set_.add(kind, name);
  changed();
}

void SubscriberState::remove(SubscriptionKind kind, const std::vector<std::string>& names) {
  const Lock lock{mutex_};
  for (const std::string& name : names) set_.remove(kind, name);
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
  if (!wait(lock, deadline, stop, [this] { return has_event(); })) {
    if (!stop.stop_requested()) raise_when_never_connected();
    return std::nullopt;
  }
  Item item = std::move(items_.front());
  items_.pop_front();
  struct Deliver {
    std::optional<SubscriberEvent> operator()(SubscriberMessage& message) const { return std::move(message); }
    std::optional<SubscriberEvent> operator()(Disconnected& event) const { return std::move(event); }
    std::optional<SubscriberEvent> operator()(Reconnected& event) const { return event; }
    std::optional<SubscriberEvent> operator()(Postponed& event) const { return std::move(event); }
    std::optional<SubscriberEvent> operator()(Refusal& refusal) const {
      throw SubscriptionRefused{std::move(refusal.error), refusal.kind, std::move(refusal.name)};
    }
    std::optional<SubscriberEvent> operator()(ErrorPointer& error) const { raise(std::move(error)); }
  };
  return std::visit(Deliver{}, item);
}

/// What came before it was unsubscribed is dropped here.
bool SubscriberState::has_event() {
  while (!items_.empty()) {
    const SubscriberMessage* message = std::get_if<SubscriberMessage>(&items_.front());
    if (message == nullptr) return true;
    if (set_.wants(message->kind, message->kind == SubscriptionKind::pattern ? message->pattern : message->channel)) {
      return true;
    }
    items_.pop_front();
  }
  return false;
}

SubscriptionSet::Standing SubscriberState::standing(SubscriptionKind kind,
                                                    const std::vector<std::string>* names) const {
  using Standing = SubscriptionSet::Standing;
  if (names == nullptr) {
    const Standing all = set_.standing();
    return all == Standing::absent ? Standing::active : all;  // nothing is wanted, and nothing is
  }
  Standing worst = Standing::active;
  for (const std::string& name : *names) {
    const Standing one = set_.standing(kind, name);
    if (one == Standing::refused || one == Standing::absent) return one;
    if (one == Standing::pending) worst = one;
  }
  return worst;
}

bool SubscriberState::wait_until_active(SubscriptionKind kind, const std::vector<std::string>* names,
                                        Clock::time_point deadline, const std::stop_token& stop) {
  using Standing = SubscriptionSet::Standing;
  Lock lock{mutex_};
  const std::size_t told = told_;
  const bool done =
      wait(lock, deadline, stop, [&] { return standing(kind, names) != Standing::pending || told_ != told; });
  if (!done) {
    if (!stop.stop_requested()) raise_when_never_connected();
    return false;
  }
  switch (standing(kind, names)) {
    case Standing::active: return true;
    case Standing::absent: return false;
    case Standing::refused: raise_refusal(kind, names);
    case Standing::pending: break;
  }
  const ErrorPointer error = last_told_;
  // Somebody who consumes has to learn it too.
  if (consuming_ == 0)
    std::erase_if(items_, [](const Item& item) { return std::holds_alternative<ErrorPointer>(item); });
  raise(error);
}

void SubscriberState::raise_refusal(SubscriptionKind kind, const std::vector<std::string>* names) {
  const Refusal* found = names == nullptr ? set_.refusal() : nullptr;
  if (names != nullptr) {
    for (const std::string& name : *names) found = found != nullptr ? found : set_.refusal(kind, name);
  }
  const Refusal refusal = *found;
  std::erase_if(items_, [&](const Item& item) {
    const Refusal* queued = std::get_if<Refusal>(&item);
    return queued != nullptr && queued->error == refusal.error;
  });
  throw SubscriptionRefused{refusal.error, refusal.kind, refusal.name};
}

void SubscriberState::raise_when_never_connected() const {
  if (!was_ever_up_ && last_failure_ != nullptr && set_.wants_any()) raise(last_failure_);
}

SubscriberState::ErrorPointer SubscriberState::transport_error(TransportReason reason, std::string message) const {
  ErrorInfo info;
  info.kind = ErrorKind::transport;
  info.reason = reason;
  info.message = std::move(message);
  info.server = client_.endpoint();
  return std::make_shared<const ErrorInfo>(std::move(info));
}

void SubscriberState::tell(ErrorPointer error) {
  last_told_ = error;
  items_.emplace_back(std::move(error));
  ++told_;
}

/// One step of whatever the connection needs next, which waits for the network until `deadline` at most.
void SubscriberState::drive(Lock& lock, Clock::time_point deadline) {
  if (process_ != forks()) {
    process_ = forks();
    wake_.renew();
    if (link_ != nullptr)
      lose({TransportReason::closed, "this process was forked from the one that had the connection"});
  }
  if (link_ == nullptr && !set_.wants_any()) {
    outage_since_.reset();
    poll_until(lock, deadline);
    return;
  }
  if (!outage_since_ && !set_.is_restored()) outage_since_ = Clock::now();
  give_up_when_due();
  if (outage_since_) deadline = std::min(deadline, *outage_since_ + options_.give_up_after);
  if (link_ != nullptr) {
    serve(lock, deadline);
  } else if (Clock::now() < retry_at_) {
    poll_until(lock, std::min(deadline, retry_at_));
  } else {
    connect();
  }
}

void SubscriberState::give_up_when_due() {
  if (!outage_since_ || Clock::now() < *outage_since_ + options_.give_up_after) return;
  const auto after = options_.give_up_after.count();
  if (set_.is_up()) {
    const std::string_view why = last_postponed_.empty() ? "an answer is missing" : std::string_view{last_postponed_};
    tell(transport_error(TransportReason::timeout, fmt::format("{}: not everything is subscribed again after {} ms: {}",
                                                               client_.endpoint(), after, why)));
  } else {
    const TransportReason reason = last_failure_ != nullptr ? last_failure_->reason : TransportReason::connect;
    const std::string why = last_failure_ != nullptr
                                ? last_failure_->message
                                : fmt::format("no attempt to connect to {} ended", client_.endpoint());
    tell(transport_error(reason, fmt::format("no connection for {} ms: {}", after, why)));
  }
  outage_since_ = Clock::now();
}

void SubscriberState::connect() {
  link_ = std::make_unique<SubscriberLink>(client_);
  waiting_since_.reset();
  if (!link_->is_connecting()) connected();
}

/// There is a connection, or none can be made.
void SubscriberState::connected() {
  if (link_->failed()) {
    end_of_connection();
  } else {
    set_.begin(link_->out(), client_);
  }
}

void SubscriberState::serve(Lock& lock, Clock::time_point deadline) {
  const Clock::time_point now = Clock::now();
  Clock::time_point until = now;
  if (set_.is_up()) {
    ask_again_when_due(now);
    if (!link_->has_unsent()) set_.write(link_->out());
    if (!set_.waits() && now >= link_->last_received() + client_.ping_after_idle) set_.ping(link_->out());
  }
  if (!link_->is_connecting()) {
    link_->send_some();
    // Whatever has come counts, before anything is said about silence: this thread may have been away for long.
    const bool received = link_->receive_some(*this);
    if (link_->failed()) {
      end_of_connection();
      return;
    }
    if (received) {
      waiting_since_.reset();
      note_progress();
      // A server that talks without end, and lets us not in, does not escape.
      if (set_.is_up() || now < link_->connecting_since() + client_.connect_timeout) return;
    }
  }
  if (!set_.is_up()) {
    until = link_->connecting_since() + client_.connect_timeout;
    if (now >= until) {
      lose({TransportReason::connect, fmt::format("cannot connect to {}: no connection within {} ms",
                                                  client_.endpoint(), client_.connect_timeout.count())});
      return;
    }
  } else if (set_.waits() || link_->has_unsent()) {
    if (!waiting_since_) waiting_since_ = now;
    until = *waiting_since_ + client_.timeout;
    if (now >= until) {
      lose({TransportReason::timeout, fmt::format("the server was silent for {} ms", client_.timeout.count())});
      return;
    }
  } else {
    until = link_->last_received() + client_.ping_after_idle;
  }
  if (ask_again_at_) until = std::min(until, *ask_again_at_);
  poll_until(lock, std::min(deadline, until));
}

void SubscriberState::ask_again_when_due(Clock::time_point now) {
  if (set_.is_settled()) {
    ask_backoff_.reset();
    last_postponed_.clear();
  }
  if (!set_.has_postponed()) {
    ask_again_at_.reset();
  } else if (!ask_again_at_) {
    ask_again_at_ = now + ask_backoff_.next();
  } else if (now >= *ask_again_at_) {
    ask_again_at_.reset();
    set_.ask_again();
  }
}

/// Waits for the socket, or to be woken.
void SubscriberState::poll_until(Lock& lock, Clock::time_point deadline) {
  std::array<pollfd, 2> polled{pollfd{wake_.fd(), POLLIN, 0}, pollfd{}};
  const nfds_t count = link_ == nullptr ? 1 : 2;
  if (link_ != nullptr) {
    const WaitFor wait = link_->wait_for();
    polled[1] = {wait.fd, wait.events, 0};
    deadline = std::min(deadline, wait.until);
  }
  lock.unlock();
  const int ready = poll(polled.data(), count, milliseconds_until(deadline));
  const int error = errno;
  lock.lock();
  if (ready < 0 && error != EINTR && link_ != nullptr) {
    lose({TransportReason::closed, fmt::format("cannot wait: {}", std::strerror(error))});
    return;
  }
  if (ready > 0 && polled[0].revents != 0) wake_.drain();
  if (link_ == nullptr || !link_->is_connecting()) return;
  link_->go_on_connecting(client_);
  if (!link_->is_connecting()) connected();
}

bool SubscriberState::on_reply(const ReplyView& reply) noexcept {
  try {
    return react(reply);
  } catch (const std::bad_alloc&) {
    link_->fail({TransportReason::protocol, "out of memory for a message"});
    return false;
  }
}

bool SubscriberState::react(const ReplyView& reply) {
  Reaction reaction = set_.take(reply);
  if (auto* message = std::get_if<SubscriberMessage>(&reaction)) {
    items_.emplace_back(std::move(*message));
  } else if (auto* refusal = std::get_if<Refusal>(&reaction)) {
    items_.emplace_back(std::move(*refusal));
  } else if (auto* postponed = std::get_if<Postponed>(&reaction)) {
    last_postponed_ = postponed->message;
    items_.emplace_back(std::move(*postponed));
    note_progress();
  } else if (auto* login = std::get_if<LoginRefused>(&reaction)) {
    const bool is_about_us = !turns_everybody_away(login->error);
    link_->fail({is_about_us ? TransportReason::handshake : TransportReason::connect,
                 login_refusal(client_, login->command, login->error)});
  } else if (auto* failure = std::get_if<Failure>(&reaction)) {
    link_->fail(std::move(*failure));
  } else {
    note_progress();
  }
  return !link_->failed();
}

/// Something was answered.
void SubscriberState::note_progress() {
  if (set_.is_up() && !up_since_) {
    up_since_ = Clock::now();
    was_ever_up_ = true;
    last_failure_ = nullptr;
  }
  if (!set_.is_restored() || !outage_since_) return;
  outage_since_.reset();
  if (missing_since_) items_.emplace_back(Reconnected{*missing_since_});
  missing_since_.reset();
}

void SubscriberState::end_of_connection() {
  Failure failure = link_->failure();
  const bool handshake = failure.reason == TransportReason::handshake;
  if (!set_.hello_error().empty()) {
    failure = {TransportReason::connect, login_refusal(client_, "PING", set_.hello_error())};
  } else if (!up_since_) {
    failure = handshake_failure(client_, std::move(failure));
  }
  lose(std::move(failure));
  if (handshake) tell(last_failure_);
}

void SubscriberState::lose(Failure failure) {
  const Clock::time_point now = Clock::now();
  if (failure.reason != TransportReason::connect && failure.reason != TransportReason::handshake) {
    failure.message = fmt::format("{}: {}", client_.endpoint(), failure.message);
  }
  if (up_since_) {
    if (!missing_since_ && set_.wants_any()) {
      const auto ago = std::chrono::duration_cast<std::chrono::system_clock::duration>(now - link_->known_alive());
      missing_since_ = std::chrono::system_clock::now() - ago;
      items_.emplace_back(Disconnected{failure.reason, failure.message});
    }
    if (now - *up_since_ >= options_.longest_backoff) backoff_.reset();
  }
  last_failure_ = transport_error(failure.reason, std::move(failure.message));
  up_since_.reset();
  ask_again_at_.reset();
  link_.reset();
  set_.lost();
  retry_at_ = now + backoff_.next();
}

}  // namespace tributary::detail
