#include "core/started_stream.hpp"

#include <tributary/core/arrival_listener.hpp>
#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "core/root.hpp"
#include "core/wave.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

// Commands that may be unanswered when the next ones are recorded: as in a stream of a blocking client.
constexpr std::size_t kMaxUnanswered = std::size_t{32} << 10;
// A part keeps its bytes until it is answered as a whole. Enough to have several parts of short commands under way.
constexpr std::size_t kMaxUnansweredBytes = std::size_t{1} << 20;

}  // namespace

std::shared_ptr<Executor> StartedStream::connection_to(const std::shared_ptr<Executor>& client) {
  const std::lock_guard lock{mutex_};
  for (const Connection& connection : connections_) {
    if (connection.client == client) return connection.own;
  }
  return connections_.emplace_back(Connection{client, client->starting()->open_started_stream(client)}).own;
}

StartingExecutor& StartedStream::executor() noexcept {
  const std::lock_guard lock{mutex_};
  return *connections_.front().own->starting();
}

/// Positions count on from those of the parts before. With the mutex.
void StartedStream::place(StartedFlight& flight) noexcept {
  flight.flight_.for_each_settlement([this](const Lane& lane, Settlement& settlement) {
    const auto connection = std::ranges::find(connections_, lane.executor, &Connection::own);
    settlement.first_position = connection->commands;
    connection->commands += settlement.commands;
  });
}

bool StartedStream::has_room() const noexcept {
  return unanswered_ <= kMaxUnanswered && unanswered_bytes_ <= kMaxUnansweredBytes;
}

void StartedStream::add(StartedFlight& part, std::size_t bytes) {
  const std::lock_guard lock{mutex_};
  parts_.push_back({FlightHandle{part}, bytes});
  unanswered_bytes_ += bytes;
  place(part);
  ++under_way_;
  part.flight_.for_each_settlement(
      [this](const Lane&, const Settlement& settlement) { unanswered_ += settlement.commands; });
}

void StartedStream::run_ready(StartedFlight& part) noexcept {
  part.flight_.for_each_settlement([](const Lane&, Settlement& settlement) { settlement.ready.run(); });
}

void StartedStream::landed(StartedFlight& part) noexcept {
  ArrivalListener* told = nullptr;
  StartedFlight* last = nullptr;
  bool is_dropped = false;
  {
    const std::lock_guard lock{mutex_};
    bool is_awaited = false;
    part.flight_.for_each_settlement([&](const Lane&, const Settlement& settlement) {
      unanswered_ -= settlement.commands;
      is_awaited |= !settlement.ready.empty();
    });
    part.flight_.hand_over(outcome_);
    is_dropped = is_dropped_;
    const auto own = std::ranges::find(parts_, &part, [](const Part& each) { return &*each.flight; });
    own->has_landed = true;
    unanswered_bytes_ -= own->bytes;
    if (!is_awaited || is_dropped) parts_.erase(own);
    if (has_room()) told = std::exchange(waiting_, nullptr);
    if (--under_way_ == 0) last = std::exchange(last_, nullptr);
  }
  if (is_dropped) run_ready(part);
  if (told != nullptr) told->arrived(nullptr, 0);
  if (last != nullptr) executor().conclude(*last);
}

void StartedStream::tell_when_room(ArrivalListener& listener) noexcept {
  ArrivalListener* told = &listener;
  {
    const std::lock_guard lock{mutex_};
    if (!has_room()) told = std::exchange(waiting_, &listener);
  }
  if (told != nullptr) told->arrived(nullptr, 0);
}

void StartedStream::end(StartedFlight& last, const ExecuteLimits& limits) noexcept {
  const std::lock_guard lock{mutex_};
  place(last);
  if (limits.until == std::chrono::steady_clock::time_point::max()) return;
  for (const Part& part : parts_) {
    if (part.has_landed) continue;
    part.flight->flight_.for_each_settlement([&](const Lane& lane, Settlement& settlement) {
      lane.executor->starting()->limit(part.flight, settlement, limits.until);
    });
  }
}

bool StartedStream::is_over_before(StartedFlight& last) noexcept {
  const std::lock_guard lock{mutex_};
  if (under_way_ > 0) last_ = &last;
  return under_way_ == 0;
}

void StartedStream::tell(StartedFlight& last) noexcept {
  last.outcome_ = std::move(outcome_);
  for (const Part& part : parts_) {
    Wave wave{last, Waiters::one};
    part.flight->flight_.run_ready(wave);
  }
  parts_.clear();
}

void StartedStream::abandon(const ErrorInfo& why) noexcept {
  const std::lock_guard lock{mutex_};
  for (const Part& part : parts_) {
    if (!part.has_landed) part.flight->abandon(why);
  }
}

void StartedStream::drop() noexcept {
  ErrorInfo why;
  why.kind = ErrorKind::transport;
  why.reason = TransportReason::closed;
  try {
    why.message = "the streaming context was dropped before its execute()";
  } catch (const std::bad_alloc&) {
    why.message = kOutOfMemory;
  }
  abandon(why);
  for (;;) {
    FlightHandle kept;
    {
      const std::lock_guard lock{mutex_};
      is_dropped_ = true;
      const auto landed = std::ranges::find(parts_, true, &Part::has_landed);
      if (landed == parts_.end()) return;
      kept = landed->flight;
      parts_.erase(landed);
    }
    run_ready(*kept);
  }
}

/// Sends what was recorded so far, when that is enough.
void StartedFlight::flush(Context& context, ArrivalListener& listener) {
  context.require_alive();
  if (context.root_ == nullptr) throw UsageError{"a nested context leaves with its root: only that one can be flushed"};
  context.require_idle();
  Context::Root& root = *context.root_;
  root.resolve_queue(context.is_atomic());
  if (context.own_->empty()) root.resolve(root.main);
  if (!context.only_starts()) {
    throw UsageError{"the client blocks, so its context sends while it records: see PipelineOptions::flush_every"};
  }
  const std::size_t enough = std::max<std::size_t>(context.flush_every_, 1);
  if (!context.is_atomic() && context.own_->commands() >= enough) {
    const auto stream = root.started != nullptr ? root.started : std::make_shared<StartedStream>();
    const FlightHandle part = acquire();
    part->join(stream);
    std::unique_ptr<Tape> next = root.prepare_next_tape(context);
    part->board(*root.tape, context.own_->all());
    std::size_t bytes = 0;
    for (const Range& range : context.own_->all()) bytes += range.end - range.begin;
    stream->add(*part, bytes);
    root.started = stream;
    CallbackList none;
    part->take_over(root.leave_tape(context, std::move(next)), none, Errors::in_results, {});
    root.begin_batch();
    context.own_->clear();
    part->start(nullptr, Waiters::one);
  }
  if (root.started == nullptr) return listener.arrived(nullptr, 0);
  root.started->tell_when_room(listener);
}

}  // namespace tributary::detail
