#include "asio/link_inbox.hpp"

#include "asio/carried_links.hpp"

namespace tributary::detail {

namespace {

// Batches that may wait for a turn that comes soon anyhow.
constexpr std::size_t kMostWaiting = 64;

}  // namespace

QueuedSize QueuedSize::of(const Batch& batch) noexcept {
  QueuedSize size;
  for (const Range& range : batch.ranges) {
    size.commands += range.count();
    size.bytes += range.end - range.begin;
  }
  return size;
}

/// A batch that is larger than the bound is not too large for an empty queue. One that somebody awaits counts, and is
/// taken all the same where callers wait: each of them waits for one.
LinkInbox::Refusal LinkInbox::refusal(const Batch& batch, const QueuedSize& size) const noexcept {
  if (closing_) return Refusal::closed;
  if (lacks_something_) return Refusal::behind_unsent;
  if (queued_.commands == 0 || (batch.settlement->waiters == Waiters::one && options_.when_full == WhenUnable::wait))
    return Refusal::none;
  const bool fits = queued_.commands + size.commands <= options_.max_queued_commands &&
                    queued_.bytes + size.bytes <= options_.max_queued_bytes;
  return fits ? Refusal::none : Refusal::full;
}

LinkInbox::Wants LinkInbox::put(const Batch& batch) {
  const QueuedSize size = QueuedSize::of(batch);
  const bool is_expected = can_be_led_ && CarriedLinks::take_habit();
  const std::lock_guard lock{mutex_};
  const Refusal refused = refusal(batch, size);
  contents_.batches.push_back({batch, refused});
  if (refused == Refusal::none) queued_.add(size);
  Sleepers::set_berth_of_thread(Sleepers::Berth::of(place_, contents_.batches.size()));
  const bool can_wait = refused == Refusal::none && contents_.batches.size() < kMostWaiting &&
                        batch.limits.until == std::chrono::steady_clock::time_point::max();
  if (state_ == State::turns_soon && can_wait) return Wants::nothing;
  if (can_wait && is_expected && state_ != State::awake && !somebody_is_in_) {
    has_come_ = true;
    return std::exchange(is_looked_at_, true) ? Wants::nothing : Wants::a_look;
  }
  return woken();
}

LinkInbox::Wants LinkInbox::put(StartedFlight& concluded) {
  const std::lock_guard lock{mutex_};
  concluded.next = std::exchange(contents_.concluded, &concluded);
  return woken();
}

LinkInbox::Wants LinkInbox::put(Abandoned abandoned) {
  const std::lock_guard lock{mutex_};
  contents_.abandoned.push_back(std::move(abandoned));
  return woken();
}

LinkInbox::Wants LinkInbox::put(Limited limited) {
  const std::lock_guard lock{mutex_};
  contents_.limited.push_back(std::move(limited));
  return woken();
}

LinkInbox::Wants LinkInbox::close(bool now) {
  const std::lock_guard lock{mutex_};
  closing_ = true;
  contents_.abort |= now;
  return woken();
}

void LinkInbox::end() noexcept {
  const std::lock_guard lock{mutex_};
  closing_ = has_ended_ = true;
}

LinkInbox::Wants LinkInbox::want_turn() noexcept {
  const std::lock_guard lock{mutex_};
  return woken();
}

bool LinkInbox::try_occupy(Occupation occupation) {
  const std::lock_guard lock{mutex_};
  if (std::exchange(occupied_, true)) return false;
  held_ = occupation != Occupation::for_a_batch;
  streams_ = occupation == Occupation::for_a_stream;
  return true;
}

LinkInbox::Wants LinkInbox::release(bool clean) {
  const std::lock_guard lock{mutex_};
  held_ = streams_ = lacks_something_ = false;
  contents_.released = true;
  contents_.drop_connection = !clean;
  return woken();
}

bool LinkInbox::take(Contents& contents, const After& after) {
  const std::lock_guard lock{mutex_};
  again_ = false;
  if (!contents_.any()) {
    state_ = after.another_turn ? State::turns_soon : State::asleep;
    if (after.is_free && !held_) occupied_ = false;
    return false;
  }
  std::swap(contents, contents_);
  place_ = Sleepers::next_place();
  return true;
}

void LinkInbox::note_unsent() noexcept {
  const std::lock_guard lock{mutex_};
  lacks_something_ = streams_;
}

bool LinkInbox::is_behind_unsent() const {
  const std::lock_guard lock{mutex_};
  return lacks_something_;
}

bool LinkInbox::closing() const {
  const std::lock_guard lock{mutex_};
  return closing_;
}

std::size_t LinkInbox::queued_commands() const {
  const std::lock_guard lock{mutex_};
  return queued_.commands;
}

bool LinkInbox::held() const {
  const std::lock_guard lock{mutex_};
  return held_;
}

bool LinkInbox::enter(LinkEvents& events) {
  const std::lock_guard lock{mutex_};
  contents_.events.add(events);
  state_ = State::awake;
  again_ = true;
  if (std::exchange(somebody_is_in_, true)) return false;
  is_kept_ = false;
  events = std::exchange(contents_.events, {});
  return true;
}

bool LinkInbox::leave() {
  const std::lock_guard lock{mutex_};
  if (again_) return false;
  somebody_is_in_ = false;
  return true;
}

void LinkInbox::leave_for_another_turn() noexcept {
  const std::lock_guard lock{mutex_};
  somebody_is_in_ = false;
  state_ = State::awake;
}

void LinkInbox::forget_turn() noexcept {
  const std::lock_guard lock{mutex_};
  state_ = State::asleep;
  is_looked_at_ = is_kept_ = false;
}

bool LinkInbox::lead(WaitingThread& thread) noexcept {
  const std::lock_guard lock{mutex_};
  if (WaitingThreads::take_call(thread)) return true;
  if (somebody_is_in_ || is_kept_) {
    waiting_.add(thread);
    return false;
  }
  waiting_.remove(thread);
  somebody_is_in_ = is_led_ = true;
  state_ = State::awake;
  return true;
}

LinkInbox::Next LinkInbox::leave_to_next(bool for_executor, bool under_way) noexcept {
  const std::lock_guard lock{mutex_};
  Next next;
  under_way |= contents_.any();
  state_ = for_executor || under_way ? State::awake : State::asleep;
  if (!for_executor && under_way && waiting_.call(next.berth)) {
    next.is_called = true;
    return next;
  }
  somebody_is_in_ = is_led_ = false;
  is_kept_ = for_executor;
  if (for_executor || under_way) next.wants = Wants::a_turn;
  return next;
}

bool LinkInbox::forget(WaitingThread& thread) noexcept {
  const std::lock_guard lock{mutex_};
  waiting_.remove(thread);
  return WaitingThreads::take_call(thread);
}

LinkInbox::Look LinkInbox::look() noexcept {
  const std::lock_guard lock{mutex_};
  const Look look{.is_left = contents_.any() && !somebody_is_in_, .again = std::exchange(has_come_, false)};
  is_looked_at_ = look.again;
  return look;
}

void LinkInbox::note_left(const QueuedSize& size) noexcept {
  const std::lock_guard lock{mutex_};
  queued_.commands -= size.commands;
  queued_.bytes -= size.bytes;
}

}  // namespace tributary::detail
