#include "asio/async_link.hpp"

#include <tributary/core/error.hpp>

#include "asio/sleepers.hpp"
#include "core/out_of_memory.hpp"
#include "core/settle_unsent.hpp"
#include "resp/keep.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <poll.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>
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
// Looks at the socket without asking whether it can be read, before others on the executor have their turn.
constexpr int kMostLooks = 4;
// What other threads start waits for replies that are due, when they are so many and come so soon.
constexpr std::size_t kWorthWaitingFor = 3;
constexpr std::chrono::microseconds kShortRoundTrip{200};
constexpr int kAveraged = 64;  // round trips that took longer: most of those did for want of a processor
// How long a command may wait for its thread to carry it, when it is expected to wait for its result.
constexpr std::chrono::microseconds kLook{200};
constexpr const char* kBehindUnsent = "a command that was recorded before it, in the same stream, was not sent";
constexpr const char* kSessionClosed = "the server closed the connection of the session";
// The timer that watches over replies looks so often, and is left alone in between: a lone command sets no timer.
constexpr std::chrono::milliseconds kTick{50};

// An executor destroys an operation while it is begun when there is no memory for it.
thread_local bool t_begins = false;

class Beginning {
 public:
  Beginning() noexcept : outer_{std::exchange(t_begins, true)} {}
  ~Beginning() { t_begins = outer_; }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;

 private:
  bool outer_;
};

TransportReason reason_of(LinkInbox::Refusal refusal) noexcept {
  switch (refusal) {
    case LinkInbox::Refusal::closed: return TransportReason::cancelled;
    case LinkInbox::Refusal::behind_unsent: return TransportReason::closed;
    default: return TransportReason::queue_full;
  }
}

/// Why a batch was not taken.
std::string why_not(LinkInbox::Refusal refusal, const AsyncClientOptions& options) {
  if (refusal == LinkInbox::Refusal::closed) return "the client was closed";
  if (refusal == LinkInbox::Refusal::behind_unsent) return kBehindUnsent;
  return fmt::format(
      "too much waits to be sent: at most {} commands and {} bytes, by "
      "AsyncClientOptions::max_queued_commands and max_queued_bytes",
      options.max_queued_commands, options.max_queued_bytes);
}

/// The words, or what is said instead when there is no memory for them.
template <class Make>
std::string words(Make&& make) noexcept {
  try {
    return std::forward<Make>(make)();
  } catch (const std::bad_alloc&) {
    return kOutOfMemory;
  }
}

}  // namespace

/// What an asynchronous wait keeps of its link, and does with it. When its executor destroys it, instead of calling or
/// dismissing it, there is nobody any more who could settle anything.
class AsyncLink::Wakeup {
 public:
  using allocator_type = OperationMemory::Allocator<void*>;

  explicit Wakeup(AsyncLink& link) : link_{link.shared_from_this()}, memory_{&link.turn_memory_} {}
  Wakeup(Wakeup&&) noexcept = default;
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup() {
    if (link_ != nullptr && !t_begins) link_->executor_ends();
  }

  allocator_type get_allocator() const noexcept { return allocator_type{*memory_}; }
  void operator()(const LinkEvents& events = {}) {
    const std::shared_ptr<AsyncLink> link = std::move(link_);
    link->happened(events);
  }
  void dismiss() noexcept { link_.reset(); }

 private:
  std::shared_ptr<AsyncLink> link_;
  OperationMemory* memory_;
};

AsyncLink::AsyncLink(const boost::asio::any_io_executor& executor, std::shared_ptr<const Dialer> dialer,
                     const AsyncClientOptions& options, std::shared_ptr<Telemetry> telemetry, ApartLinks* apart)
    : executor_{executor},
      dialer_{std::move(dialer)},
      server_{dialer_->options()},
      endpoint_{server_.endpoint()},
      options_{options},
      telemetry_{std::move(telemetry)},
      apart_{apart},
      inbox_{options_},
      readiness_{executor},
      connector_{*dialer_, options.first_backoff, options.longest_backoff, *telemetry_, readiness_} {}

AsyncLink::~AsyncLink() { readiness_.detach(); }

void AsyncLink::submit(const Batch& batch) noexcept {
  if (is_in_turn() && batch.settlement->waiters != Waiters::many) close_open_context();
  if (place_ && !leaves_apart(batch, QueuedSize::of(batch))) CarriedLinks::note_started(*place_, batch);
  try {
    wake(inbox_.put(batch));
  } catch (const std::bad_alloc&) {
    settle_unsent(batch, TransportReason::out_of_memory, kOutOfMemory);
    wake(inbox_.want_turn());  // which sees that this connection is free
  }
}

Context* AsyncLink::open_context(const std::shared_ptr<Executor>& executor) {
  if (!is_in_turn()) return nullptr;
  if (open_ && open_->size() >= kMostMerged) close_open_context();
  if (!open_) open_.emplace(executor, PipelineOptions{});
  return &*open_;
}

/// What has gathered leaves, before anything that is started behind it; without memory for that it never does.
void AsyncLink::close_open_context() noexcept {
  if (!open_) return;
  try {
    if (open_->size() > 0) open_->start_merged();
  } catch (const std::bad_alloc&) {  // its end settles them
  }
  open_.reset();
}

void AsyncLink::conclude(StartedFlight& flight) noexcept {
  if (!is_in_turn()) return wake(inbox_.put(flight));
  note_concluded(flight);
}

void AsyncLink::note_concluded(StartedFlight& flight) noexcept {
  flight.next = nullptr;
  (concluded_ == nullptr ? concluded_ : last_concluded_->next) = &flight;
  last_concluded_ = &flight;
}

void AsyncLink::abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept {
  try {
    wake(inbox_.put(LinkInbox::Abandoned{flight, &settlement, why}));
  } catch (const std::bad_alloc&) {
  }
}

void AsyncLink::limit(const FlightHandle& flight, Settlement& settlement, Clock::time_point until) noexcept {
  try {
    wake(inbox_.put(LinkInbox::Limited{flight, &settlement, until}));
  } catch (const std::bad_alloc&) {
  }
}

void AsyncLink::close() { wake(inbox_.close(false)); }

void AsyncLink::abort() { wake(inbox_.close(true)); }

/// By an io_context in memory that is there already; other executors may need more.
void AsyncLink::wake(LinkInbox::Wants wants) noexcept {
  if (wants == LinkInbox::Wants::nothing) return;
  if (wants == LinkInbox::Wants::the_leader) return wake_->signal();
  if (wants == LinkInbox::Wants::an_end) return settle_all();
  const Beginning beginning;
  try {
    if (wants == LinkInbox::Wants::a_look) return look_soon();
    if (const auto* const context = executor_.target<boost::asio::io_context::executor_type>()) {
      boost::asio::post(*context, Wakeup{*this});
    } else {
      boost::asio::post(executor_, Wakeup{*this});
    }
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
  for (int looks = 0;;) {
    do {
      events = readiness_.take(events);
      if (events.readable) read();
      if (events.time_passed) look_at_time();
      advance();
      if (std::exchange(has_to_tell_, false)) tell_front();
      conclude_all();
      while (!resumptions_.empty() && !leaves_early()) resumptions_.resume_one(executor_);
      close_open_context();
    } while (take_inbox(events) || concluded_ != nullptr || !resumptions_.empty());
    // Replies to what left before may be there, while the server works on what left now. Not when a wait for the socket
    // is under way: it would be left behind by an idle connection, and keep the executor busy.
    if (std::exchange(left_before_, false) && !readiness_.is_reading() && looks++ < kMostLooks && read()) continue;
    if (can_wait_for_io() && inbox_.leave()) break;
  }
  end.reached();
}

void AsyncLink::let_threads_carry(const CarriedLinks::Place& place) {
  wake_.emplace();
  look_.emplace(executor_.target<boost::asio::io_context::executor_type>()->context());
  place_ = place;
  inbox_.let_threads_lead();
}

void AsyncLink::carry(WaitingThread& me) noexcept {
  while (!me.is_done()) {
    if (!inbox_.lead(me)) {
      me.sleep();
    } else if (!lead(me)) {
      break;
    }
  }
  if (inbox_.forget(me)) lead(me);
}

/// What a thread does that is in. False when nothing is under way that it could wait for.
bool AsyncLink::lead(WaitingThread& me) noexcept {
  const Resumptions::Scope scope{resumptions_};
  const WaitingThread::Awake awake{me};
  is_led_ = true;
  if (connector_.is_ready() && !me.is_done()) {
    readiness_.detach();  // its thread would wake for each reply
    LinkEvents events;
    do {
      lead_turn(me, events);
    } while (!me.is_done() && !needs_executor() && sleep_at_socket(events));
  }
  const bool goes_on = me.is_done() || needs_executor() || is_busy();
  leave_to_next();
  return goes_on;
}

/// As turn(), without resuming anybody. With its result the thread does not stay for what others start then.
void AsyncLink::lead_turn(const WaitingThread& me, LinkEvents events) noexcept {
  do {
    if (events.readable) read();
    if (events.time_passed) look_at_time();
    advance();
    conclude_all();
    close_open_context();
    if (me.is_done() || needs_executor()) return;
    // Those whose results came together have their next commands soon.
    if (taken_ > 1) ::sched_yield();
    if (!take_inbox(events)) return;
    events = readiness_.take(events);
  } while (true);
}

/// What callers want to run, and whatever is no plain writing and reading.
bool AsyncLink::needs_executor() const noexcept {
  return concluded_ != nullptr || has_to_tell_ || !resumptions_.empty() || !connector_.is_ready();
}

/// False when nothing is under way.
bool AsyncLink::sleep_at_socket(LinkEvents& events) noexcept {
  if (!is_busy()) return false;
  const auto until = *deadline();
  std::array<pollfd, 2> fds{{{connection()->fd(), connection()->events(), 0}, {wake_->fd(), POLLIN, 0}}};
  const int ready = ::poll(fds.data(), fds.size(), left_ms(until));
  events = {};
  if (ready > 0 && (fds[0].revents & ~POLLOUT) != 0) events.readable = 0;
  if (ready > 0 && fds[1].revents != 0) wake_->drain();
  events.time_passed = ready <= 0 && Clock::now() >= until;
  return true;
}

void AsyncLink::leave_to_next() noexcept {
  const bool for_executor = needs_executor();
  const bool under_way = is_busy() || !queue_.empty();
  if (!under_way) readiness_.forget_time();
  is_led_ = false;
  const LinkInbox::Next next = inbox_.leave_to_next(for_executor, under_way);
  if (next.is_called) Sleepers::wake(next.berth);
  wake(next.wants);
}

/// So that nothing waits long for a thread that was expected to wait for its result, and does not.
void AsyncLink::look_soon() {
  boost::asio::post(look_->get_executor(), [link = shared_from_this()] { link->look_later(); });
}

void AsyncLink::look_later() noexcept {
  try {
    look_->expires_after(kLook);
    look_->async_wait([link = shared_from_this()](const auto&) { link->look(); });
  } catch (const std::bad_alloc&) {
    inbox_.look();
    happened({});
  }
}

void AsyncLink::look() {
  const LinkInbox::Look seen = inbox_.look();
  if (seen.again) look_later();
  if (seen.is_left) happened({});
}

/// True when enough has gathered for a server that has nothing to do: it works while the other callers go on.
bool AsyncLink::leaves_early() noexcept {
  return open_ && open_->size() >= kEnoughForIdle && connector_.is_ready() && !is_busy();
}

/// True when replies are going to come so soon that what other threads start meanwhile may wait for that turn: it costs
/// nobody much, and they need not wake this one.
bool AsyncLink::hears_soon() noexcept {
  if (!connector_.is_ready() || !queue_.empty()) return false;
  Exchange& exchange = connection()->exchange();
  const std::size_t enough = is_led_ ? 1 : kWorthWaitingFor;
  return exchange.commands() - exchange.answered() >= enough && exchange.unsent_bytes() == 0 &&
         round_trip_ <= kShortRoundTrip;
}

/// False when nothing had come.
bool AsyncLink::take_inbox(LinkEvents& events) noexcept {
  events = {};
  const bool is_free = queue_.empty() && !is_busy() && concluded_ == nullptr;
  if (!inbox_.take(contents_, {.is_free = is_free, .another_turn = hears_soon()})) return false;
  if (!contents_.batches.empty()) taken_ = contents_.batches.size();
  for (const LinkInbox::Item& item : contents_.batches) take_batch(item);
  for (const LinkInbox::Abandoned& abandoned : contents_.abandoned) abandon_now(abandoned.settlement, abandoned.why);
  for (const LinkInbox::Limited& limited : contents_.limited) limit_now(limited);
  for (StartedFlight* flight = contents_.concluded; flight != nullptr;) conclude(*std::exchange(flight, flight->next));
  if (contents_.released) {
    is_in_session_ = false;
    session_lost_.reset();
    if (contents_.drop_connection && connection() != nullptr) {
      connection()->fail(TransportReason::closed, "the session was abandoned");
      lose_connection();
    }
  }
  if (contents_.abort) give_up(TransportReason::cancelled, "the client was closed");
  events = contents_.events;
  contents_.clear();
  return true;
}

void AsyncLink::take_batch(const LinkInbox::Item& item) noexcept {
  const Batch& batch = item.batch;
  if (item.refusal != LinkInbox::Refusal::none) {
    return settle_unsent(batch, reason_of(item.refusal), words([&] { return why_not(item.refusal, options_); }));
  }
  const auto refuse = [&](TransportReason reason, std::string_view why) {
    inbox_.note_left(QueuedSize::of(batch));
    settle_unsent(batch, reason, why);
  };
  if (session_lost_) return refuse(session_lost_->reason, session_lost_->message);
  if (options_.when_disconnected == WhenUnable::fail && connector_.is_resting()) {
    const Failure* const why = connector_.failure();
    return why != nullptr ? refuse(why->reason, why->message)
                          : refuse(TransportReason::closed, "the connection is lost");
  }
  const auto latest = connector_.is_ready() ? Clock::time_point::max() : Clock::now() + server_.pool_timeout;
  try {
    if (batch.limits.until != Clock::time_point::max()) {
      timed_.push_back({FlightHandle{*batch.settlement->flight}, batch.settlement, batch.limits.until});
    }
    queue_.push_back({batch, std::min(latest, batch.limits.until)});
  } catch (const std::bad_alloc&) {
    refuse(TransportReason::out_of_memory, kOutOfMemory);
  }
}

/// Up to the first one that the executor alone may conclude, as they do not change places.
void AsyncLink::conclude_all() noexcept {
  const Sleepers::Gathering gathering;
  while (concluded_ != nullptr) {
    if (is_led_ && !concluded_->arrives_anywhere(only_wakes)) return;
    StartedFlight* const flight = std::exchange(concluded_, concluded_->next);
    if (!timed_.empty()) std::erase_if(timed_, [flight](const Timed& timed) { return &*timed.flight == flight; });
    flight->arrive();
  }
}

/// Does what can be done now: connects, writes, sees failures.
void AsyncLink::advance() noexcept {
  if (apart_ == nullptr && inbox_.is_behind_unsent()) fail_queue(TransportReason::closed, kBehindUnsent);
  if (!connect()) return;
  if (connection()->failed()) return lose_connection();
  if (!queue_.empty() && !is_busy() && !can_use_connection()) return;
  fill();
  if (connection()->wants_to_write()) connection()->write_some();
  if (connection()->failed()) return lose_connection();
  const bool is_over = queue_.empty() && !is_busy() && inbox_.closing();
  if (is_over) lose_connection();
}

/// True when there is a connection. What is queued waits for one, or fails, by policy; when the server does not let us
/// in, or nobody is going to wait, it fails.
bool AsyncLink::connect() noexcept {
  switch (connector_.step(!queue_.empty())) {
    case LinkConnector::Step::let_in:
      for (Queued& queued : queue_) queued.until = queued.batch.limits.until;
      break;
    case LinkConnector::Step::failed: {
      const Failure& why = *connector_.failure();
      const bool fails = why.reason == TransportReason::handshake || why.reason == TransportReason::out_of_memory ||
                         options_.when_disconnected == WhenUnable::fail || inbox_.closing();
      if (fails) fail_queue(why.reason, why.message);
      break;
    }
    case LinkConnector::Step::nothing_new: break;
  }
  return connector_.is_ready();
}

/// Whether what is queued can leave on a connection that has nothing under way. One whose last reply has just been read
/// may have been closed behind it.
bool AsyncLink::can_use_connection() noexcept {
  switch (connector_.prepare_use()) {
    case LinkConnector::Use::now: return true;
    case LinkConnector::Use::when_answered: return false;
    case LinkConnector::Use::never:
      lose_session({TransportReason::closed, words([] { return std::string{kSessionClosed}; })});
      return connect();
  }
  return false;
}

/// The connection failed, or is not needed any more: what it had to answer is settled.
void AsyncLink::lose_connection() noexcept {
  const bool has_failed = connection()->failed();
  const Failure failure = has_failed ? copy_of(connection()->failure()) : Failure{};
  connection()->finish_exchange();
  connector_.drop();
  if (has_failed) lose_session(failure);
  out_.free();
  asked_at_.reset();
  start_apart_when_due();
  if (queue_.empty()) return;
  const auto latest = Clock::now() + server_.pool_timeout;
  for (Queued& queued : queue_) queued.until = std::min(queued.until, latest);
  connector_.rest();
}

/// Nothing of what was started goes on.
void AsyncLink::give_up(TransportReason reason, const char* why) noexcept {
  fail_queue(reason, why);
  while (!waiting_apart_.empty()) {
    const Batch batch = waiting_apart_.front().batch;
    waiting_apart_.pop_front();
    settle_unsent(batch, reason, why);
  }
  const Failure failure{reason, words([why] { return std::string{why}; })};
  connector_.give_up(failure);
  lose_session(failure);
  out_.free();
  asked_at_.reset();
}

/// Nobody is to wait behind what the server takes long for, or what takes long to carry.
bool AsyncLink::leaves_apart(const Batch& batch, const QueuedSize& size) const noexcept {
  return apart_ != nullptr && (batch.wait.count() > 0 || size.bytes > options_.max_shared_bytes);
}

/// The order of a caller is kept: what leaves apart does so behind what was started before.
void AsyncLink::start_apart_when_due() noexcept {
  const bool is_open = connection() != nullptr && !connection()->failed();
  while (!waiting_apart_.empty() &&
         (!is_open || waiting_apart_.front().answered <= connection()->exchange().answered())) {
    const Batch batch = waiting_apart_.front().batch;
    waiting_apart_.pop_front();
    apart_->start_apart(batch);
  }
}

/// True while the delay that callers are given to say more has not passed.
bool AsyncLink::waits_for_more() noexcept {
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
void AsyncLink::fill() noexcept {
  Exchange& exchange = connection()->exchange();
  if (queue_.empty() || exchange.unsent_bytes() > 0 || waits_for_more()) return;
  if (!exchange.done() && (connection()->is_demoted() || connection()->needs_new_login())) return;
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
      queue_.pop_front();
    } catch (const std::bad_alloc&) {
      queue_.pop_front();
      settle_unsent(batch, TransportReason::out_of_memory, kOutOfMemory);
      if (apart_ == nullptr) fail_queue(TransportReason::out_of_memory, kOutOfMemory);
    }
  }
  if (out_.size() > 0) left_before_ = !was_done;
  if (was_done && exchange.commands() > 0) {
    connection()->begin_endless(server_.timeout + wait);
    asked_at_ = Clock::now();
  }
  if (out_.size() > 0) exchange.seal(out_);
  if (left.commands > 0) inbox_.note_left(left);
  start_apart_when_due();
}

/// What the socket has for us. False when it is nothing.
bool AsyncLink::read() noexcept {
  if (connection() == nullptr) return false;
  const Sleepers::Gathering gathering;
  const bool is_ready = connector_.is_ready();
  const std::size_t answered = connection()->exchange().answered();
  const bool has_read = connection()->read_some();
  if (!has_read && !connection()->failed()) return false;
  if (connection()->exchange().answered() != answered) connection()->renew_patience();
  if (has_read && is_ready) connector_.note_success();
  if (const auto asked = std::exchange(asked_at_, std::nullopt)) {
    const Clock::duration took = Clock::now() - *asked;
    round_trip_ = took < round_trip_ ? took : round_trip_ + (took - round_trip_) / kAveraged;
  }
  conclude_all();  // first those whose replies came first
  tell_front();
  start_apart_when_due();
  if (!connection()->failed() && is_ready && connection()->exchange().done()) {
    connection()->finish_exchange();
    if (out_.capacity() > kKeptBytes) out_.free();
  }
  return true;
}

/// Callers that know nothing of each other do not wait for the last of their batch.
void AsyncLink::tell_front() noexcept {
  Settlement* const front = connection() != nullptr ? connection()->exchange().front() : nullptr;
  if (front == nullptr || front->waiters != Waiters::many) return;
  has_to_tell_ = is_led_ && !front->ready.all_of(only_wakes);
  if (!has_to_tell_) front->flight->run_ready(*front);
}

/// False when it cannot, and all is settled.
bool AsyncLink::can_wait_for_io() noexcept {
  try {
    wait_for_io();
    return true;
  } catch (const std::bad_alloc&) {
    give_up(TransportReason::out_of_memory, kOutOfMemory);
  } catch (const std::exception& error) {
    give_up(TransportReason::closed, error.what());
  }
  return false;
}

void AsyncLink::wait_for_io() {
  const Beginning beginning;
  if (connector_.is_dialling()) {
    const WaitFor wait = connector_.dial_waits_for();
    if (!readiness_.is_attached_to(wait.fd)) readiness_.attach(wait.fd);
    if ((wait.events & POLLIN) != 0) readiness_.when_readable(Wakeup{*this});
    if ((wait.events & POLLOUT) != 0) readiness_.when_writable(Wakeup{*this});
  } else if (is_busy()) {
    if (!readiness_.is_attached_to(connection()->fd())) readiness_.attach(connection()->fd());
    readiness_.when_readable(Wakeup{*this});
    if (connection()->wants_to_write()) readiness_.when_writable(Wakeup{*this});
  }
  if (const auto until = deadline()) {
    readiness_.when_time(*until, Wakeup{*this});
  } else {
    readiness_.forget_time();
  }
}

/// Until when nothing needs to be looked at, if nothing happens.
std::optional<Clock::time_point> AsyncLink::deadline() noexcept {
  std::optional<Clock::time_point> earliest = connector_.until(!queue_.empty());
  const auto consider = [&earliest](Clock::time_point time) {
    if (time != Clock::time_point::max() && (!earliest || time < *earliest)) earliest = time;
  };
  if (connector_.is_ready() && is_busy()) consider(std::min(connection()->patience().end(), Clock::now() + kTick));
  if (!queue_.empty()) {
    consider(queue_.front().until);
    if (delay_until_) consider(*delay_until_);
  }
  for (const Timed& timed : timed_) consider(timed.until);
  return earliest;
}

void AsyncLink::look_at_time() noexcept {
  if (connector_.is_ready() && is_busy() && connection()->patience().is_over()) connection()->fail_by_timeout();
  expire(Clock::now());
}

/// What waited too long in the queue is never sent; who waits too long for replies goes on without.
void AsyncLink::expire(Clock::time_point now) noexcept {
  QueuedSize left;
  const std::size_t batches = queue_.size();
  queue_.erase_if([&](const Queued& queued) {
    if (queued.until > now) return false;
    left.add(QueuedSize::of(queued.batch));
    const Failure* const last = connector_.failure();
    settle_unsent(queued.batch, connector_.is_ready() ? TransportReason::timeout : TransportReason::connect, words([&] {
                    return fmt::format("{}: not sent in time, one of {} batches that wait{}{}", endpoint_, batches,
                                       last != nullptr ? "; the last attempt: " : "",
                                       last != nullptr ? std::string_view{last->message} : std::string_view{});
                  }));
    return true;
  });
  if (left.commands > 0) inbox_.note_left(left);
  std::erase_if(timed_, [&](const Timed& timed) {
    if (timed.until > now) return false;
    ErrorInfo info;
    info.kind = ErrorKind::transport;
    info.reason = TransportReason::timeout;
    info.message = words([&] {
      info.server = endpoint_;
      return fmt::format("{}: the deadline of the execute passed: {}; {} commands are queued", endpoint_,
                         connection() != nullptr ? connection()->progress() : "there is no connection",
                         inbox_.queued_commands());
    });
    abandon_now(timed.settlement, info);
    return true;
  });
}

void AsyncLink::settle_unsent(const Batch& batch, TransportReason reason, std::string_view why) noexcept {
  ConnectionFailure failure{reason, why, endpoint_};
  inbox_.note_unsent();
  detail::settle_unsent(batch, failure);
}

void AsyncLink::fail_queue(TransportReason reason, std::string_view why) noexcept {
  QueuedSize left;
  while (!queue_.empty()) {
    const Batch batch = queue_.front().batch;
    queue_.pop_front();
    left.add(QueuedSize::of(batch));
    settle_unsent(batch, reason, why);
  }
  if (left.commands > 0) inbox_.note_left(left);
}

/// What the server kept for the connection is gone, and nobody would know: what comes behind must not go on without.
void AsyncLink::lose_session(const Failure& failure) noexcept {
  if (!is_in_session_) return;
  session_lost_ = copy_of(failure);
  fail_queue(failure.reason, failure.message);
}

void AsyncLink::abandon_now(Settlement* settlement, const ErrorInfo& why) noexcept {
  const auto apart =
      std::ranges::find(waiting_apart_, settlement, [](const Apart& each) { return each.batch.settlement; });
  if (apart != waiting_apart_.end()) {
    const Batch batch = apart->batch;
    waiting_apart_.erase(apart);
    return settle_unsent(batch, why.reason, why.message);
  }
  const auto queued = std::ranges::find(queue_, settlement, [](const Queued& each) { return each.batch.settlement; });
  if (queued != queue_.end()) {
    const Batch batch = queued->batch;
    queue_.erase(queued);
    inbox_.note_left(QueuedSize::of(batch));
    settle_unsent(batch, why.reason, why.message);
  } else if (connection() != nullptr) {
    connection()->exchange().abandon(*settlement, why);
  }
}

/// Of a flight that has landed meanwhile there is nothing to do.
void AsyncLink::limit_now(const LinkInbox::Limited& limited) noexcept {
  if (limited.flight->has_landed()) return;
  try {
    timed_.push_back({limited.flight, limited.settlement, limited.until});
  } catch (const std::bad_alloc&) {  // it waits longer
  }
}

/// There is nobody who could carry bytes or resume callers: handlers are destroyed.
void AsyncLink::executor_ends() noexcept {
  inbox_.end();
  {
    const Resumptions::Scope scope{resumptions_};
    settle_all();
  }
  resumptions_.drop_all();
  readiness_.end();
  look_.reset();
  executor_ = {};
}

/// What was started is settled, on this thread. Callers of other executors go on there.
void AsyncLink::settle_all() noexcept {
  constexpr TransportReason kReason = TransportReason::cancelled;
  constexpr const char* kWhy = "the executor of the client has ended";
  LinkEvents events;
  if (!inbox_.enter(events)) return;
  do {
    close_open_context();
    give_up(kReason, kWhy);
    while (inbox_.take(contents_, {.is_free = false, .another_turn = false}) || concluded_ != nullptr) {
      for (const LinkInbox::Item& item : contents_.batches) settle_unsent(item.batch, kReason, kWhy);
      for (StartedFlight* flight = contents_.concluded; flight != nullptr;) {
        note_concluded(*std::exchange(flight, flight->next));
      }
      contents_.clear();
      conclude_all();
    }
  } while (!inbox_.leave());
}

}  // namespace tributary::detail
