// What execute() of a context does: hands up, or, at the root, sends. The tree itself is in context.cpp.
#include <tributary/core/context.hpp>

#include <tributary/core/error.hpp>

#include "core/context_watch.hpp"
#include "core/executor.hpp"
#include "core/flight.hpp"
#include "core/outcome.hpp"
#include "core/pipe_state.hpp"
#include "core/recording.hpp"
#include "core/root.hpp"
#include "core/run_callback.hpp"
#include "core/started_flight.hpp"
#include "core/thread_cache.hpp"
#include "core/transaction.hpp"
#include "core/wave.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace tributary::detail {

namespace {

/// The deadline begins now.
ExecuteLimits limits_of(const ExecuteOptions& options) noexcept {
  ExecuteLimits limits{.stop = options.stop};
  if (options.deadline.count() > 0) limits.until = std::chrono::steady_clock::now() + options.deadline;
  return limits;
}

/// Ends commands that nobody waits for.
void drop_range(const Range& range) noexcept {
  Settlement settlement;
  SlotSettler settler{settlement};
  for (SlotCursor cursor{range}; !cursor.done();) settler.drop(cursor.next());
  range.lane->tape->release({&range, 1});
}

constexpr ResultType kNoResult{nullptr, nullptr};

// Of a stream's tape, before what nested contexts keep is copied to another one.
constexpr std::size_t kPinnedBytes = std::size_t{1} << 20;

/// Records a command that nobody waits for.
Range record_around(Lane& lane, const CommandRow& row, Part part) {
  Tape& tape = *lane.tape;
  tape.slots.prepare();
  const std::size_t begin = tape.bytes.size();
  RequestBuffer& out = tape.bytes;
  out.commit(write_prefix(out.room(CommandPrefix::kCapacity + kMaxHeader), row.prefix, 0));
  const SlotHandle slot{tape.slots.issue_prepared(kNoResult, &row)};
  const std::uint64_t sequence = tape.recorded++;
  return {&lane, sequence, sequence + 1, begin, out.size(), &*slot, part};
}

}  // namespace

/// While a batch is on its way, or a part of it is sent, nothing is recorded for it: the bytes stay where they are, and
/// the codecs that read its replies are told so.
class Context::Executing {
 public:
  explicit Executing(Tape* tape) : tape_{tape} {
    if (tape_ != nullptr) tape_->guard.enter(TapeGuard::kExecute);
  }
  ~Executing() {
    if (tape_ != nullptr) tape_->guard.leave();
  }
  Executing(const Executing&) = delete;
  Executing& operator=(const Executing&) = delete;

 private:
  Tape* tape_;
};

/// Execution begins between two commands, not within one.
void Context::require_idle() const {
  if (lane_->tape != nullptr && (root_ != nullptr || is_atomic())) lane_->tape->guard.require_idle(TapeGuard::kExecute);
}

std::size_t Context::execute_slowly(const ExecuteOptions& options) {
  require_alive();
  require_idle();
  if (root_ != nullptr) {
    root_->resolve_queue(is_atomic());
    require_possible(options);
  }
  if (is_atomic()) enclose_transaction();
  if (only_starts()) {
    take_off(options, nullptr, Waiters::none);
    return 0;
  }
  if (root_ != nullptr) return run(options);
  hand_up();
  return 0;
}

FlightHandle Context::start(const ExecuteOptions& options, ArrivalListener& arrival) {
  require_alive();
  if (root_ == nullptr) {
    throw UsageError{"a nested context is executed by its root: only that one can be waited for"};
  }
  require_idle();
  root_->resolve_queue(is_atomic());
  if (own_->empty()) root_->resolve(root_->main);
  require_possible(options);
  if (!only_starts()) {
    throw UsageError{"the client blocks, so execute() waits: only an asynchronous one can be awaited"};
  }
  if (is_atomic()) enclose_transaction();
  return take_off(options, &arrival, Waiters::one);
}

/// Before anything of the context is changed.
void Context::require_possible(const ExecuteOptions& options) const {
  if (options.deadline.count() < 0) {
    throw std::invalid_argument{
        fmt::format("ExecuteOptions::deadline is {} ms, which is negative", options.deadline.count())};
  }
  if (options.stop != nullptr && only_starts()) {
    throw UsageError{"an asynchronous client is stopped by cancelling async_execute()"};
  }
  if ((special_ & kPiped) != 0 && only_starts()) require_no_open_steps();
}

/// The faces leave, and what is nested in them cannot.
void Context::require_no_open_steps() const {
  for (const Context* child = first_child_; child != nullptr; child = child->next_sibling_) {
    if (child->is_face() && child->is_open()) {
      throw UsageError{
          "a context that was made of a Pipe is still open: execute or discard it before the batch starts"};
    }
  }
}

/// Of a root whose client settles what it sends after execute() has returned.
bool Context::only_starts() const noexcept {
  if (root_ == nullptr) return false;
  if (root_->started != nullptr) return true;
  const Lane& lane = own_->empty() ? root_->main : *own_->back().lane;
  return lane.executor != nullptr && lane.executor->starting() != nullptr;
}

void Context::start_merged() { take_off({.errors = Errors::in_results}, nullptr, Waiters::many); }

FlightHandle Context::take_off(const ExecuteOptions& options, ArrivalListener* arrival, Waiters waiters) {
  const ExecuteLimits limits = limits_of(options);
  if (own_->empty() && root_->started == nullptr) {
    const EndingPipes ending{*this, PipeState::Ending::executed};
    // Nothing leaves, but callbacks are called: as if it had landed.
    if (callbacks_.empty() && arrival == nullptr) return {};
    FlightHandle flight = StartedFlight::acquire();
    flight->take_over(acquire_tape(), callbacks_, options.errors, limits);
    flight->start_empty(arrival, *root_->main.executor->starting());
    return flight;
  }
  const bool has_commands = !own_->empty();
  FlightHandle flight = StartedFlight::acquire();
  const EndingPipes ending{*this, is_atomic() ? PipeState::Ending::transaction : PipeState::Ending::none};
  if (root_->registry) flight->know_names(*root_->registry);
  if (root_->started != nullptr) flight->end(root_->started, root_->main);
  Context* wave = nullptr;
  std::unique_ptr<Tape> next = root_->prepare_next_tape(*this);
  if (root_->tape == nullptr) root_->open_tape();
  if (!own_->empty()) flight->board(*root_->tape, own_->all());
  if ((special_ & kPiped) != 0) {
    wave = &flight->next_wave();
    wave->prepare_pipes(*this);
  }
  flight->take_over(root_->leave_tape(*this, std::move(next)), callbacks_, options.errors, limits);
  root_->begin_batch();
  own_->clear();
  if (wave != nullptr) wave->move_pipes(*this);
  const std::shared_ptr<StartedStream> stream = std::exchange(root_->started, nullptr);
  if (stream != nullptr) stream->end(*flight, limits);
  if (has_commands) {
    flight->start(arrival, waiters);
  } else {
    flight->start_empty(arrival, stream->executor());
  }
  return flight;
}

/// What one wave of a flight has recorded, which follows now. `this`: the context of the flight.
void Context::board(StartedFlight& flight) {
  root_->resolve_queue(false);
  std::unique_ptr<Tape> next = root_->prepare_next_tape(*this);
  flight.board(*root_->tape, own_->all());
  flight.take_over(root_->leave_tape(*this, std::move(next)), callbacks_);
  root_->begin_batch();
  own_->clear();
}

/// MULTI before what was recorded, and EXEC behind it: what counts is the order of the ranges. MULTI is recorded last
/// of all, so that no later command looks like the continuation of the range that holds EXEC. When an execute() has
/// failed behind this, the next one does it anew.
void Context::enclose_transaction() {
  if (own_->empty()) return;
  if (lane_->executor != nullptr) lane_->executor->require_transactions();
  RangeList enclosed;
  enclosed.make_room(own_->size() + 2);
  const Range exec = record_around(*lane_, kExec, Part::exec);
  Range multi{};
  try {
    multi = record_around(*lane_, kMulti, Part::multi);
  } catch (...) {
    drop_range(exec);
    throw;
  }
  enclosed.push(multi);
  for (Range range : own_->all()) {
    if (!asked_for(range.part)) {
      drop_range(range);
      continue;
    }
    range.part = Part::queued;
    enclosed.join(range);
  }
  enclosed.push(exec);
  *own_ = std::move(enclosed);
}

void Context::hand_up() {
  // One range can only fail as a whole.
  if (ranges_.size() > 1) parent_->own_->make_room(ranges_.size());
  for (const Range& range : ranges_.all()) parent_->own_->join(range);
  ranges_.clear();
  if (!callbacks_.empty()) parent_->recording_target().callbacks_.splice(callbacks_);
  {
    const EndingPipes ending{*this, is_atomic() ? PipeState::Ending::transaction : PipeState::Ending::none};
    if ((special_ & kPiped) != 0) hand_up_pipes();
  }
  if (parent_->flush_every_ != 0) parent_->flush_when_due();
}

/// Sends what is queued, and waits until it is settled; streaming, until a part of it is. Then it is true when there
/// may be more, as what runs for that part may send, too.
bool Context::send(Flight& flight, const ExecuteLimits& limits) {
  const Executing executing{root_->tape.get()};
  if (flush_every_ != 0) root_->share_streams();
  if (!root_->queue.empty()) flight.depart(*root_->tape, root_->queue);
  flight.set_limits(limits);
  flight.start();
  flight.arrive();
  return flush_every_ != 0 && root_->advance_streams(limits);
}

/// Wave by wave: what runs when one has been answered may record the next. It may also end this context.
std::size_t Context::run(const ExecuteOptions& options) {
  const ExecuteLimits limits = limits_of(options);
  const bool is_plain = callbacks_.empty() && special_ == 0 && flush_every_ == 0 && root_->watch == nullptr;
  if (is_plain && root_->tape != nullptr && Flight::is_lone(*root_->tape, *own_)) {
    Outcome outcome;
    {
      const Executing executing{root_->tape.get()};
      Flight::run_lone(*root_->tape, *own_, limits, outcome);
    }
    const std::size_t failed = outcome.failures.count;
    if (failed > 0 && options.errors == Errors::raise) raise(outcome.first_error(), failed);
    return failed;
  }
  Flight unstreamed;
  if (flush_every_ != 0 && root_->streamed == nullptr) root_->streamed = std::make_shared<Flight>();
  const std::shared_ptr<Flight> streamed = root_->streamed;
  Flight& flight = streamed != nullptr ? *streamed : unstreamed;
  bool may_have_more = send(flight, limits);
  Watch watch{root_->watch};
  CallbackList own;
  own.splice(callbacks_);
  Outcome outcome;
  for (;;) {
    tell(flight, watch);
    flight.hand_over(outcome);
    if (watch.gone() || (own_->empty() && !may_have_more)) break;
    try {
      root_->resolve_queue(is_atomic());
      may_have_more = send(flight, limits);
    } catch (...) {  // what was recorded stays, and its coroutines go on when it is executed, or discarded
      own.splice(callbacks_);
      callbacks_.splice(own);
      throw;
    }
  }
  if (!watch.gone() && watch.is_outermost()) end_batch(limits);
  return finish(watch, own, outcome, options.errors);
}

void Context::end_batch(const ExecuteLimits& limits) {
  root_->finish_streams(limits);
  root_->streamed.reset();
  const EndingPipes ending{*this, PipeState::Ending::executed};
}

/// Runs what waits for the results of a wave. Nothing is recorded into a transaction by what depends on its answers.
void Context::tell(Flight& flight, const Watch& watch) {
  Wave wave{*this, watch};
  if (!is_atomic()) return flight.run_ready(wave);
  const EndingPipes ending{*this, PipeState::Ending::transaction};
  TapeGuard* const guard = root_->tape != nullptr ? &root_->tape->guard : nullptr;
  if (guard != nullptr) guard->enter(TapeGuard::kTransaction);
  flight.run_ready(wave);
  if (guard != nullptr && !watch.gone()) guard->leave();
}

std::size_t Context::finish(Watch& watch, CallbackList& own, const Outcome& outcome, Errors errors) {
  const std::size_t failed = outcome.failures.count;
  if (failed > 0 && errors == Errors::raise) {
    if (!watch.gone()) own.splice(callbacks_);
    own.clear();
    raise(outcome.first_error(), failed);
  }
  watch.due().splice(own);
  run_callbacks(watch);
  return failed;
}

void Context::run_callbacks(Watch& watch) {
  std::exception_ptr first;
  while (const auto callback = next_callback(watch)) run_callback(*callback, first);
  if (first != nullptr) std::rethrow_exception(first);
}

/// Those that the ones before it have registered come last.
std::unique_ptr<Callback> Context::next_callback(Watch& watch) noexcept {
  if (!watch.gone()) watch.due().splice(callbacks_);
  return watch.due().pop();
}

/// What a nested context keeps would keep the bytes of all that was recorded since.
void Context::unpin_tape() {
  try {
    std::unique_ptr<Tape> next = root_->prepare_next_tape(*this);
    release_tape(root_->leave_tape(*this, std::move(next)));
  } catch (const std::bad_alloc&) {  // with the next flush, perhaps
  }
}

/// Sends what was queued if that is enough.
void Context::flush_when_due() {
  if (is_face()) return recording_target().flush_when_due();
  if (own_->commands() < flush_every_ || !root_->is_idle() || only_starts()) return;
  try {
    if (root_->streamed == nullptr) root_->streamed = std::make_shared<Flight>();
    if (!root_->open_streams()) return;
    root_->streamed->depart(*root_->tape, root_->queue);
  } catch (const std::bad_alloc&) {
    return;  // what was recorded stays, and leaves with the next
  }
  {
    const Executing executing{root_->tape.get()};
    root_->streamed->start();
    root_->streamed->arrive();
  }
  if (root_->tape->bytes.size() > kPinnedBytes) unpin_tape();
}

}  // namespace tributary::detail
