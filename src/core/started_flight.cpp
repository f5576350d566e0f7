#include "core/started_flight.hpp"

#include <tributary/core/error.hpp>

#include "core/pipe_state.hpp"
#include "core/run_callback.hpp"
#include "core/started_stream.hpp"
#include "core/telemetry.hpp"
#include "core/thread_cache.hpp"
#include "core/wave.hpp"

#include <new>

namespace tributary::detail {

namespace {

/// Of waves that have been answered, as whoever waited for them has left.
[[noreturn]] void raise_abandoned() {
  auto info = std::make_shared<ErrorInfo>();
  info->kind = ErrorKind::transport;
  info->reason = TransportReason::cancelled;
  info->outcome = TransportOutcome::maybe_applied;
  info->message = "whoever waited for it has left, so what its steps asked next was not sent";
  raise(std::move(info));
}

}  // namespace

FlightHandle StartedFlight::acquire() {
  ThreadCache* cache = ThreadCache::current();
  StartedFlight* flight = cache != nullptr ? cache->take_flight() : nullptr;
  return FlightHandle{flight != nullptr ? *flight : *new StartedFlight};
}

/// The lanes of the context may be gone before it has landed.
Lane& StartedFlight::own_lane(const Lane& lane) {
  std::shared_ptr<Executor> executor = stream_ == nullptr ? lane.executor : stream_->connection_to(lane.executor);
  for (std::size_t i = 0; i < names_; ++i) {
    if (lanes_[i]->name != lane.name) continue;
    lanes_[i]->executor = std::move(executor);
    return *lanes_[i];
  }
  if (names_ == lanes_.size()) lanes_.push_back(std::make_unique<Lane>(std::string_view{}, nullptr));
  Lane& own = *lanes_[names_++];
  own.name = lane.name;
  own.executor = std::move(executor);
  return own;
}

void StartedFlight::end(const std::shared_ptr<StartedStream>& stream, const Lane& main) {
  stream_ = stream;
  own_lane(main);
}

void StartedFlight::board(Tape& tape, std::span<const Range> queue) {
  RangeList own;
  own.make_room(queue.size());
  for (Range range : queue) {
    range.lane = &own_lane(*range.lane);
    own.push(range);
  }
  flight_.depart(tape, own);
  if (flight_.legs() == 1) return;
  // Several clients settle slots of one slab, perhaps at the same time.
  for (const Range& range : queue) {
    for (SlotCursor cursor{range}; !cursor.done();) {
      Slot& slot = cursor.next();
      if (slot.is_recorded()) SlotIssuer::detach(slot);
    }
  }
}

void StartedFlight::take_over(std::unique_ptr<Tape> tape, CallbackList& callbacks, Errors errors,
                              const ExecuteLimits& limits) noexcept {
  take_over(std::move(tape), callbacks);
  errors_ = errors;
  flight_.set_limits(limits);
}

void StartedFlight::take_over(std::unique_ptr<Tape> tape, CallbackList& callbacks) noexcept {
  tape_ = std::move(tape);
  callbacks_.splice(callbacks);
}

Context& StartedFlight::next_wave() {
  if (!next_wave_) {
    const Lane& lane = *lanes_.front();
    if (names_known_) {
      next_wave_.emplace(*names_known_, lane.name, PipelineOptions{});
    } else {
      next_wave_.emplace(lane.executor, PipelineOptions{});
    }
  }
  return *next_wave_;
}

void StartedFlight::start(ArrivalListener* arrival, Waiters waiters) noexcept {
  arrival_ = arrival;
  waiters_ = waiters;
  references_.fetch_add(1, std::memory_order_relaxed);  // its own, until it has arrived
  launch();
}

/// When the last leg has been given away, everything may be over.
void StartedFlight::launch() noexcept {
  under_way_.store(flight_.legs(), std::memory_order_release);
  flight_.for_each_settlement([this](Lane& lane, Settlement& settlement) {
    Telemetry* const telemetry = lane.executor->telemetry();
    if (telemetry != nullptr && settlement.commands > 0) {
      begin_ = telemetry->now();
      telemetry->begin_batch(settlement.commands);
    }
  });
  flight_.start(waiters_);
}

void StartedFlight::start_empty(ArrivalListener* arrival, StartingExecutor& executor) noexcept {
  arrival_ = arrival;
  references_.fetch_add(1, std::memory_order_relaxed);
  executor.conclude(*this);
}

void StartedFlight::landed(Settlement& settlement) noexcept {
  StartingExecutor* last = nullptr;
  flight_.for_each_settlement([&](Lane& lane, Settlement& of_leg) {
    if (&of_leg != &settlement) return;
    last = lane.executor->starting();
    Telemetry* const telemetry = last->telemetry();
    if (telemetry != nullptr && settlement.held.empty()) {
      telemetry->end_batch(settlement.commands, settlement.failures.count, begin_);
    }
  });
  if (under_way_.fetch_sub(1, std::memory_order_acq_rel) == 1) last->conclude(*this);
}

void StartedFlight::arrive_as_part() noexcept {
  flight_.arrive();
  release_tape(std::move(tape_));
  const std::shared_ptr<StartedStream> stream = stream_;
  stream->landed(*this);
  release();
}

/// False while a part has not landed: then it arrives with the last of them. Else all of the stream is told.
bool StartedFlight::ends_stream() noexcept {
  if (!stream_->is_over_before(*this)) return false;
  stream_->tell(*this);
  const std::lock_guard lock{boarding_};
  stream_.reset();
  flight_.for_each_settlement([](Lane&, Settlement& settlement) { settlement.first_position = 0; });
  return true;
}

void StartedFlight::arrive() noexcept {
  if (is_part_) return arrive_as_part();
  if (stream_ != nullptr && !ends_stream()) return;
  if (const std::size_t held = flight_.held_legs(); held > 0) {
    under_way_.store(held, std::memory_order_release);
    return flight_.send_held();
  }
  flight_.arrive();
  release_tape(std::move(tape_));
  {
    Wave wave{*this, waiters_};
    flight_.run_ready(wave);
  }
  flight_.hand_over(outcome_);
  std::exception_ptr error = board_next_wave();
  if (tape_ != nullptr) return launch();
  next_wave_.reset();
  const std::size_t failed = outcome_.failures.count;
  if (error != nullptr) {
    callbacks_.clear();
  } else if (failed > 0 && errors_ == Errors::raise) {
    callbacks_.clear();
    if (arrival_ != nullptr) error = exception_of(outcome_.first_error(), failed);
  } else {
    error = run_callbacks();
  }
  if (arrival_ != nullptr) {
    std::exchange(arrival_, nullptr)->arrived(std::move(error), failed);
  } else if (error != nullptr) {
    tell_of_callback(names_ == 0 ? nullptr : lanes_.front()->executor->telemetry(), error);
  }
  release();
}

bool StartedFlight::arrives_anywhere(bool (*is_free)(const Continuation&)) noexcept {
  if (arrival_ != nullptr || !callbacks_.empty() || next_wave_ || flight_.held_legs() > 0) return false;
  bool all_are_free = true;
  flight_.for_each_settlement(
      [&](Lane&, const Settlement& settlement) { all_are_free &= settlement.ready.all_of(is_free); });
  return all_are_free;
}

/// What the last wave has recorded follows, unless whoever waits has left. Else the flight is at its end: what cannot
/// follow is discarded, and why is returned.
std::exception_ptr StartedFlight::board_next_wave() noexcept {
  if (!next_wave_) return nullptr;
  std::exception_ptr error;
  if (next_wave_->size() > 0) {
    const std::lock_guard lock{boarding_};
    try {
      if (is_abandoned_) raise_abandoned();
      next_wave_->board(*this);
      return nullptr;
    } catch (...) {
      error = std::current_exception();
    }
  }
  const bool is_complete = next_wave_->size() == 0;
  if (is_complete) callbacks_.splice(next_wave_->callbacks_);
  const Context::EndingPipes ending{*next_wave_,
                                    is_complete ? PipeState::Ending::executed : PipeState::Ending::discarded};
  next_wave_->discard();
  return error;
}

void StartedFlight::run_ready(Settlement& settlement) noexcept {
  Wave wave{*this, Waiters::many};
  flight_.for_each_settlement([&](Lane& lane, Settlement& each) {
    if (&each != &settlement) return;
    wave.tell(lane);
    settlement.ready.run();
  });
}

/// Its failures are counted by the settlement until they have been told.
bool StartedFlight::met_conflict() const noexcept {
  return outcome_.failures.begin_with_conflict() || flight_.met_conflict();
}

/// All run, and the first exception is told.
std::exception_ptr StartedFlight::run_callbacks() noexcept {
  std::exception_ptr first;
  while (const auto callback = callbacks_.pop()) run_callback(*callback, first);
  return first;
}

void StartedFlight::abandon(const ErrorInfo& why) noexcept {
  if (names_ == 0) return;  // nothing was queued
  const std::lock_guard lock{boarding_};
  is_abandoned_ = true;
  if (stream_ != nullptr && !is_part_) stream_->abandon(why);
  flight_.for_each_settlement([&](Lane& lane, Settlement& settlement) {
    lane.executor->starting()->abandon(FlightHandle{*this}, settlement, why);
  });
}

void StartedFlight::release() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) recycle(this);
}

void StartedFlight::recycle(StartedFlight* flight) noexcept {
  if (flight->tape_ != nullptr) release_tape(std::move(flight->tape_));
  flight->next_wave_.reset();
  flight->names_known_.reset();
  flight->outcome_ = {};
  flight->stream_.reset();
  flight->is_part_ = false;
  flight->is_abandoned_ = false;
  flight->flight_.reset();
  for (const auto& lane : flight->lanes_) lane->executor.reset();
  flight->names_ = 0;
  ThreadCache* cache = ThreadCache::current();
  if (cache == nullptr || !cache->keep_flight(flight)) delete flight;
}

}  // namespace tributary::detail
