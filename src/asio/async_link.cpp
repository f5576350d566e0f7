#include "asio/async_link.hpp"

#include <tributary/core/error.hpp>

#include "asio/sleepers.hpp"

#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <poll.h>

#include <algorithm>
#include <new>
#include <random>
#include <utility>

namespace tributary::detail {

namespace {

// What one write takes at most: more would only wait in the socket, where nothing can be withdrawn.
constexpr std::size_t kWriteBytes = std::size_t{256} << 10;
// Commands that may be unanswered: a fast writer of short requests for long replies would fill the server with them.
constexpr std::size_t kMaxUnanswered = std::size_t{32} << 10;
// Single commands that leave as one batch, so that the first replies are not far from the last.
constexpr std::size_t kMostMerged = 1024;
// Single commands for which a server that has nothing to do need not wait for more.
constexpr std::size_t kEnoughForIdle = 64;
// What other threads start waits for replies that are due, when they are so many and come so soon.
constexpr std::size_t kWorthWaitingFor = 3;
constexpr std::chrono::microseconds kShortRoundTrip{200};
constexpr int kAveraged = 64;  // round trips that took longer: most of those did for want of a processor
// The timer that watches over replies looks so often, and is left alone in between: a lone command sets no timer.
constexpr std::chrono::milliseconds kTick{50};

/// Of a batch that was not sent.
Failure not_taken(LinkInbox::Refusal refusal, const AsyncClientOptions& options) {
  if (refusal == LinkInbox::Refusal::closed) return {TransportReason::cancelled, "the client was closed"};
  return {TransportReason::queue_full, fmt::format("too much waits to be sent: at most {} commands and {} bytes, by "
                                                   "AsyncClientOptions::max_queued_commands and max_queued_bytes",
                                                   options.max_queued_commands, options.max_queued_bytes)};
}

}  // namespace

/// What an asynchronous wait keeps of its link, and does with it. When its executor destroys it, instead of calling or
/// dismissing it, there is nobody any more who could settle anything.
class AsyncLink::Wakeup {
 public:
  explicit Wakeup(AsyncLink& link) : link_{link.shared_from_this()} {}
  Wakeup(Wakeup&&) noexcept = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup() {
    if (link_ != nullptr) link_->executor_gone();
  }

  void operator()(const LinkEvents& events = {}) {
    const std::shared_ptr<AsyncLink> link = std::move(link_);
    link->happened(events);
  }
  void dismiss() noexcept { link_.reset(); }

 private:
  std::shared_ptr<AsyncLink> link_;
};

AsyncLink::AsyncLink(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                     const AsyncClientOptions& options, std::shared_ptr<Telemetry> telemetry, ApartLinks* apart)
    : executor_{executor},
      server_{server},
      endpoint_{server.endpoint()},
      options_{options},
      telemetry_{std::move(telemetry)},
      apart_{apart},
      inbox_{options_},
      readiness_{executor},
      backoff_{options.first_backoff, options.longest_backoff, std::random_device{}()} {}

AsyncLink::~AsyncLink() { readiness_.detach(); }

void AsyncLink::submit(const Batch& batch) {
  if (is_in_turn() && batch.settlement->waiters != Waiters::many) close_open_context();
  wake(inbox_.put(batch));
}

Context* AsyncLink::open_context(const std::shared_ptr<Executor>& executor) {
  if (!is_in_turn()) return nullptr;
  if (open_ && open_->size() >= kMostMerged) close_open_context();
  if (!open_) open_.emplace(executor, PipelineOptions{});
  return &*open_;
}

/// What has gathered leaves, before anything that is started behind it.
void AsyncLink::close_open_context() {
  if (!open_) return;
  if (open_->size() > 0) open_->start_merged();
  open_.reset();
}

void AsyncLink::conclude(StartedFlight& flight) {
  if (!is_in_turn()) return wake(inbox_.put(flight));
  flight.next = nullptr;
  (concluded_ == nullptr ? concluded_ : last_concluded_->next) = &flight;
  last_concluded_ = &flight;
}

void AsyncLink::abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) {
  wake(inbox_.put(LinkInbox::Abandoned{flight, &settlement, why}));
}

void AsyncLink::close() { wake(inbox_.close(false)); }

void AsyncLink::abort() { wake(inbox_.close(true)); }

void AsyncLink::wake(LinkInbox::Wants wants) noexcept {
  if (wants == LinkInbox::Wants::nothing) return;
  try {
    boost::asio::post(executor_, Wakeup{*this});
  } catch (const std::bad_alloc&) {
    inbox_.forget_turn();  // whoever comes next posts it
  }
}

/// An exception of somebody who was resumed leaves through the executor, as that of any handler; the turn goes on
/// later.
class AsyncLink::TurnEnd {
 public:
  explicit TurnEnd(AsyncLink& link) noexcept : link_{link} {}
  ~TurnEnd() {
    if (reached_) return;
    link_.inbox_.leave_for_another_turn();
    link_.wake(LinkInbox::Wants::a_turn);
  }
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;
  void reached() noexcept { reached_ = true; }

 private:
  AsyncLink& link_;
  bool reached_ = false;
};

void AsyncLink::happened(LinkEvents events) {
  if (inbox_.enter(events)) turn(events);
}

void AsyncLink::turn(LinkEvents events) {
  const Resumptions::Scope scope{resumptions_};
  TurnEnd end{*this};
  do {
    do {
      events = readiness_.take(events);
      if (events.readable) read();
      if (events.time_passed) look_at_time();
      advance();
      conclude_all();
      while (!resumptions_.empty() && !leaves_early()) resumptions_.resume_one(executor_);
      close_open_context();
    } while (take_inbox(events) || concluded_ != nullptr || !resumptions_.empty());
    wait_for_io();
  } while (!inbox_.leave());
  end.reached();
}

/// True when enough has gathered for a server that has nothing to do: it works while the other callers go on.
bool AsyncLink::leaves_early() const noexcept {
  return open_ && open_->size() >= kEnoughForIdle && state_ == State::ready && connection_->exchange().done();
}

/// True when replies are going to come so soon that what other threads start meanwhile may wait for that turn: it costs
/// nobody much, and they need not wake this one.
bool AsyncLink::hears_soon() const noexcept {
  if (state_ != State::ready || !queue_.empty()) return false;
  Exchange& exchange = connection_->exchange();
  return exchange.commands() - exchange.answered() >= kWorthWaitingFor && exchange.unsent_bytes() == 0 &&
         round_trip_ <= kShortRoundTrip;
}

/// False when nothing had come.
bool AsyncLink::take_inbox(LinkEvents& events) {
  events = {};
  const bool is_free = queue_.empty() && !is_busy() && concluded_ == nullptr;
  if (!inbox_.take(contents_, {.is_free = is_free, .another_turn = hears_soon()})) return false;
  if (state_ == State::resting && Clock::now() >= until_) state_ = State::idle;
  for (const LinkInbox::Item& item : contents_.batches) {
    if (item.refusal != LinkInbox::Refusal::none) {
      settle_unsent(item.batch, not_taken(item.refusal, options_));
      continue;
    }
    const bool fails_now = state_ == State::resting && options_.when_disconnected == WhenUnable::fail;
    if (fails_now || session_lost_) {
      inbox_.note_left(QueuedSize::of(item.batch));
      settle_unsent(item.batch, session_lost_ ? *session_lost_ : *last_failure_);
      continue;
    }
    const auto latest = state_ == State::ready ? Clock::time_point::max() : Clock::now() + server_.pool_timeout;
    queue_.push_back({item.batch, std::min(latest, item.batch.limits.until)});
    if (item.batch.limits.until != Clock::time_point::max()) {
      timed_.push_back({FlightHandle{*item.batch.settlement->flight}, item.batch.settlement, item.batch.limits.until});
    }
  }
  for (const LinkInbox::Abandoned& abandoned : contents_.abandoned) abandon_now(abandoned);
  for (StartedFlight* flight = contents_.concluded; flight != nullptr;) conclude(*std::exchange(flight, flight->next));
  if (contents_.released) {
    is_in_session_ = false;
    session_lost_.reset();
    if (contents_.drop_connection && connection_ != nullptr) {
      connection_->fail(TransportReason::closed, "the session was abandoned");
      lose_connection();
    }
  }
  if (contents_.abort) abort_now({TransportReason::cancelled, "the client was closed"});
  events = contents_.events;
  contents_.clear();
  return true;
}

void AsyncLink::conclude_all() {
  const Sleepers::Gathering gathering;
  while (concluded_ != nullptr) {
    StartedFlight* const flight = std::exchange(concluded_, concluded_->next);
    if (!timed_.empty()) std::erase_if(timed_, [flight](const Timed& timed) { return &*timed.flight == flight; });
    flight->arrive();
  }
}

/// Does what can be done now: connects, writes, sees failures.
void AsyncLink::advance() {
  switch (state_) {
    case State::idle:
      if (!queue_.empty()) connect();
      break;
    case State::resting:
      if (!queue_.empty() && Clock::now() >= until_) connect();
      break;
    case State::dialling: go_on_dialling(); break;
    case State::greeting: go_on_greeting(); break;
    case State::ready: break;
  }
  if (state_ != State::ready) return;
  if (connection_->failed()) return lose_connection();
  if (!queue_.empty() && connection_->exchange().done() && !just_heard_ && !check_before_use()) return;
  fill();
  write();
  if (connection_->failed()) return lose_connection();
  const bool is_over = queue_.empty() && !is_busy() && inbox_.closing();
  if (is_over) lose_connection();
}

void AsyncLink::connect() {
  until_ = Clock::now() + server_.connect_timeout;
  dial_.emplace(server_, Deadline{server_.connect_timeout});
  state_ = State::dialling;
  go_on_dialling();
}

void AsyncLink::go_on_dialling() {
  readiness_.detach();  // a step may close the socket and open the next one, with the same number
  if (dial_->is_under_way()) dial_->step();
  if (dial_->is_under_way()) return;
  if (!dial_->has_socket()) {
    const Failure failure = cannot_connect(server_, dial_->why());
    dial_.reset();
    return rest(failure);
  }
  connection_ = std::make_unique<Connection>(dial_->take_socket(), server_, *telemetry_);
  dial_.reset();
  readiness_.attach(connection_->fd());
  login_ = std::make_unique<Login>(*connection_, server_);
  connection_->begin(std::chrono::milliseconds{left_ms(until_)}, until_);
  state_ = State::greeting;
  go_on_greeting();
}

/// The login, or the PING that asks whether the server is still there.
void AsyncLink::go_on_greeting() {
  connection_->write_some();
  if (!connection_->failed() && connection_->patience().is_over()) connection_->fail_by_timeout();
  while (connection_->failed() || connection_->exchange().done()) {
    if (sign_of_life_ != nullptr) {
      std::exchange(sign_of_life_, nullptr)->end();
      state_ = State::ready;  // which sees whether it failed
      return;
    }
    if (login_->step()) return end_login();
    connection_->begin(std::chrono::milliseconds{left_ms(until_)}, until_);
    connection_->write_some();
  }
}

void AsyncLink::end_login() {
  const std::optional<Failure> refused = login_->failure();
  login_.reset();
  if (refused) {
    readiness_.detach();
    connection_.reset();
    return rest(*refused);
  }
  state_ = State::ready;
  last_failure_.reset();
  for (Queued& queued : queue_) queued.until = queued.batch.limits.until;
}

/// There is no connection, and no other attempt for a while. What is queued waits for that, or fails, by policy; when
/// the server does not let us in, or nobody is going to wait, it fails.
void AsyncLink::rest(const Failure& failure) {
  telemetry_->tell(ClientEvent::Kind::not_connected, failure.message);
  last_failure_ = failure;
  until_ = Clock::now() + backoff_.next();
  state_ = State::resting;
  const bool fails = failure.reason == TransportReason::handshake || options_.when_disconnected == WhenUnable::fail ||
                     inbox_.closing();
  if (fails) fail_queue(failure);
}

/// The connection failed, or is not needed any more: what it had to answer is settled.
void AsyncLink::lose_connection() {
  readiness_.detach();
  just_heard_ = false;
  const auto connection_failure = connection_->failed() ? std::optional<Failure>{connection_->failure()} : std::nullopt;
  connection_->finish_exchange();
  connection_.reset();
  if (connection_failure) lose_session(*connection_failure);
  out_.free();
  start_apart_when_due();
  state_ = State::idle;
  if (queue_.empty()) return;
  // Not at once: those who lost it together would all come back together.
  const auto now = Clock::now();
  const auto latest = now + server_.pool_timeout;
  for (Queued& queued : queue_) queued.until = std::min(queued.until, latest);
  until_ = now + backoff_.next();
  state_ = State::resting;
}

void AsyncLink::abort_now(const Failure& failure) {
  fail_queue(failure);
  for (const Apart& apart : std::exchange(waiting_apart_, {})) settle_unsent(apart.batch, failure);
  dial_.reset();
  login_.reset();
  sign_of_life_.reset();
  if (connection_ != nullptr) {
    connection_->fail(failure.reason, failure.message);
    lose_connection();
  }
  readiness_.detach();
  state_ = State::idle;
}

/// Before the first bytes after a pause: a server that has closed the connection meanwhile is no failure of what comes
/// now, and a reply that nobody asked for must not meet a command. False when it cannot be used (yet).
bool AsyncLink::check_before_use() {
  if (connection_->is_stale()) {
    readiness_.detach();
    connection_.reset();
    lose_session({TransportReason::closed, "the server closed the connection of the session"});
    if (queue_.empty()) {
      state_ = State::idle;
      return false;
    }
    state_ = State::idle;
    connect();
    return state_ == State::ready;
  }
  if (connection_->idle() < server_.ping_after_idle) return true;
  sign_of_life_ = std::make_unique<SignOfLife>(*connection_);
  until_ = Clock::now() + server_.connect_timeout;
  connection_->begin(server_.connect_timeout, until_);
  connection_->write_some();
  state_ = State::greeting;
  return false;
}

/// Nobody is to wait behind what the server takes long for, or what takes long to carry.
bool AsyncLink::leaves_apart(const Batch& batch, const QueuedSize& size) const noexcept {
  return apart_ != nullptr && (batch.wait.count() > 0 || size.bytes > options_.max_shared_bytes);
}

/// The order of a caller is kept: what leaves apart does so behind what was started before.
void AsyncLink::start_apart_when_due() {
  const bool is_open = connection_ != nullptr && !connection_->failed();
  while (!waiting_apart_.empty() &&
         (!is_open || waiting_apart_.front().answered <= connection_->exchange().answered())) {
    const Batch batch = waiting_apart_.front().batch;
    waiting_apart_.pop_front();
    apart_->start_apart(batch);
  }
}

/// True while the delay that callers are given to say more has not passed.
bool AsyncLink::waits_for_more() {
  if (options_.delay.count() == 0 || queue_.size() >= options_.delay_depth) {
    delay_until_.reset();
    return false;
  }
  const auto now = Clock::now();
  if (!delay_until_) delay_until_ = now + options_.delay;
  if (now < *delay_until_) return true;
  delay_until_.reset();
  return false;
}

/// Gathers what is queued behind what was written whole, so that it leaves in one write. What does not fit stays, and
/// can be withdrawn.
void AsyncLink::fill() {
  Exchange& exchange = connection_->exchange();
  if (queue_.empty() || exchange.unsent_bytes() > 0 || waits_for_more()) return;
  const bool was_done = exchange.done();
  std::chrono::milliseconds wait{0};
  out_.clear();
  QueuedSize left;
  while (!queue_.empty() && out_.size() < kWriteBytes && exchange.commands() - exchange.answered() < kMaxUnanswered) {
    const Batch batch = queue_.front().batch;
    const QueuedSize size = QueuedSize::of(batch);
    left.add(size);
    wait += batch.wait;
    try {
      if (leaves_apart(batch, size)) {
        waiting_apart_.push_back({batch, exchange.commands()});
      } else {
        exchange.gather(batch, out_);
        if (apart_ == nullptr) is_in_session_ = inbox_.held();
      }
    } catch (const std::bad_alloc&) {
      settle_unsent(batch, without_memory());
    }
    queue_.pop_front();
  }
  if (was_done && exchange.commands() > 0) {
    connection_->begin_endless(server_.timeout + wait);
    asked_at_ = Clock::now();
  }
  if (out_.size() > 0) exchange.seal(out_);
  if (left.commands > 0) inbox_.note_left(left);
  start_apart_when_due();
}

void AsyncLink::write() {
  if (connection_->exchange().unsent_bytes() > 0) connection_->write_some();
}

/// What the socket of a connection that is let in, or is being, has for us.
void AsyncLink::read() {
  if (connection_ == nullptr) return;
  const Sleepers::Gathering gathering;
  if (connection_->read_some() && state_ == State::ready) backoff_.reset();
  if (const auto asked = std::exchange(asked_at_, std::nullopt)) {
    const Clock::duration took = Clock::now() - *asked;
    round_trip_ = took < round_trip_ ? took : round_trip_ + (took - round_trip_) / kAveraged;
  }
  conclude_all();  // first those whose replies came first
  Settlement* const front = connection_->exchange().front();
  if (front != nullptr && front->waiters == Waiters::many) front->ready.run();
  start_apart_when_due();
  if (!connection_->failed() && state_ == State::ready && connection_->exchange().done()) {
    just_heard_ = connection_->finish_exchange();
  }
}

void AsyncLink::wait_for_io() {
  just_heard_ = false;
  if (state_ == State::dialling) {
    const WaitFor wait = dial_->wait_for();
    if (!readiness_.is_attached_to(wait.fd)) readiness_.attach(wait.fd);
    if ((wait.events & POLLIN) != 0) readiness_.when_readable(Wakeup{*this});
    if ((wait.events & POLLOUT) != 0) readiness_.when_writable(Wakeup{*this});
  } else if (is_busy()) {
    readiness_.when_readable(Wakeup{*this});
    if (connection_->exchange().unsent_bytes() > 0) readiness_.when_writable(Wakeup{*this});
  }
  if (const auto until = deadline()) {
    readiness_.when_time(*until, Wakeup{*this});
  } else {
    readiness_.forget_time();
  }
}

/// Until when nothing needs to be looked at, if nothing happens.
std::optional<Clock::time_point> AsyncLink::deadline() const {
  std::optional<Clock::time_point> earliest;
  const auto consider = [&earliest](Clock::time_point time) {
    if (time != Clock::time_point::max() && (!earliest || time < *earliest)) earliest = time;
  };
  switch (state_) {
    case State::idle: break;
    case State::dialling: consider(dial_->wait_for().until); break;
    case State::greeting: consider(connection_->patience().end()); break;
    case State::resting:
      if (!queue_.empty()) consider(until_);
      break;
    case State::ready:
      if (is_busy()) consider(std::min(connection_->patience().end(), Clock::now() + kTick));
      break;
  }
  if (!queue_.empty()) consider(queue_.front().until);
  if (delay_until_) consider(*delay_until_);
  for (const Timed& timed : timed_) consider(timed.until);
  return earliest;
}

void AsyncLink::look_at_time() {
  if (state_ == State::ready && is_busy() && connection_->patience().is_over()) connection_->fail_by_timeout();
  expire(Clock::now());
}

/// What waited too long in the queue is never sent; who waits too long for replies goes on without.
void AsyncLink::expire(Clock::time_point now) {
  QueuedSize left;
  const std::size_t batches = queue_.size();
  std::erase_if(queue_, [&](const Queued& queued) {
    if (queued.until > now) return false;
    left.add(QueuedSize::of(queued.batch));
    const std::string why = last_failure_ ? fmt::format("; the last attempt: {}", last_failure_->message) : "";
    settle_unsent(queued.batch,
                  {state_ == State::ready ? TransportReason::timeout : TransportReason::connect,
                   fmt::format("{}: not sent in time, one of {} batches that wait{}", endpoint_, batches, why)});
    return true;
  });
  if (left.commands > 0) inbox_.note_left(left);
  for (const Timed& timed : std::exchange(timed_, {})) {
    if (timed.until > now) {
      timed_.push_back(timed);
      continue;
    }
    ErrorInfo info;
    info.kind = ErrorKind::transport;
    info.reason = TransportReason::timeout;
    info.server = endpoint_;
    info.message = fmt::format("{}: the deadline of the execute passed: {}; {} commands are queued", info.server,
                               connection_ != nullptr ? connection_->progress() : "there is no connection",
                               inbox_.queued_commands());
    abandon_now({timed.flight, timed.settlement, info});
  }
}

void AsyncLink::settle_unsent(const Batch& batch, const Failure& failure) noexcept {
  detail::settle_unsent({&batch, 1}, failure, endpoint_);
}

void AsyncLink::fail_queue(const Failure& failure) {
  QueuedSize left;
  for (const Queued& queued : std::exchange(queue_, {})) {
    left.add(QueuedSize::of(queued.batch));
    settle_unsent(queued.batch, failure);
  }
  if (left.commands > 0) inbox_.note_left(left);
}

/// What the server kept for the connection is gone, and nobody would know: what comes behind must not go on without.
void AsyncLink::lose_session(const Failure& failure) {
  if (!is_in_session_) return;
  session_lost_ = failure;
  fail_queue(failure);
}

void AsyncLink::abandon_now(const LinkInbox::Abandoned& abandoned) {
  const auto apart =
      std::ranges::find(waiting_apart_, abandoned.settlement, [](const Apart& each) { return each.batch.settlement; });
  if (apart != waiting_apart_.end()) {
    const Batch batch = apart->batch;
    waiting_apart_.erase(apart);
    return settle_unsent(batch, {abandoned.why.reason, abandoned.why.message});
  }
  const auto queued =
      std::ranges::find(queue_, abandoned.settlement, [](const Queued& each) { return each.batch.settlement; });
  if (queued != queue_.end()) {
    const Batch batch = queued->batch;
    queue_.erase(queued);
    inbox_.note_left(QueuedSize::of(batch));
    settle_unsent(batch, {abandoned.why.reason, abandoned.why.message});
  } else if (connection_ != nullptr) {
    connection_->exchange().abandon(*abandoned.settlement, abandoned.why);
  }
}

/// There is nobody who could carry bytes or resume callers: what was started is settled, and handlers are destroyed.
void AsyncLink::executor_gone() noexcept {
  if (std::exchange(is_gone_, true)) return;
  const Failure gone{TransportReason::cancelled, "the executor of the client has ended"};
  {
    const Resumptions::Scope scope{resumptions_};
    inbox_.close(false);  // from here on it is awake for good: nobody posts a turn
    close_open_context();
    login_.reset();
    sign_of_life_.reset();
    if (connection_ != nullptr) {
      connection_->fail(gone.reason, gone.message);
      connection_->finish_exchange();
    }
    for (;;) {
      if (inbox_.take(contents_, {.is_free = false, .another_turn = false})) {
        for (const LinkInbox::Item& item : contents_.batches) settle_unsent(item.batch, gone);
        for (StartedFlight* flight = contents_.concluded; flight != nullptr;) {
          conclude(*std::exchange(flight, flight->next));
        }
        contents_.clear();
      }
      for (const Queued& queued : std::exchange(queue_, {})) settle_unsent(queued.batch, gone);
      for (const Apart& apart : std::exchange(waiting_apart_, {})) settle_unsent(apart.batch, gone);
      if (concluded_ == nullptr) break;
      conclude_all();
    }
  }
  inbox_.close(false);
  resumptions_.drop_all();
}

}  // namespace tributary::detail
