#include "core/started_flight.hpp"

#include <tributary/core/error.hpp>

#include "core/run_callback.hpp"
#include "core/telemetry.hpp"
#include "core/thread_cache.hpp"

#include <new>

namespace tributary::detail {

FlightHandle StartedFlight::acquire() {
  ThreadCache* cache = ThreadCache::current();
  StartedFlight* flight = cache != nullptr ? cache->take_flight() : nullptr;
  return FlightHandle{flight != nullptr ? *flight : *new StartedFlight};
}

/// The lanes of the context may be gone before it has landed.
Lane& StartedFlight::own_lane(const Lane& lane) {
  for (std::size_t i = 0; i < names_; ++i) {
    if (lanes_[i]->name == lane.name) return *lanes_[i];
  }
  if (names_ == lanes_.size()) lanes_.push_back(std::make_unique<Lane>(std::string_view{}, nullptr));
  Lane& own = *lanes_[names_++];
  own.name = lane.name;
  own.executor = lane.executor;
  return own;
}

void StartedFlight::board(Tape& tape, std::span<const Range> queue) {
  RangeList own;
  own.make_room(queue.size());
  for (Range range : queue) {
    range.lane = &own_lane(*range.lane);
    own.push(range);
  }
  flight_.depart(tape, own);
}

void StartedFlight::take_over(std::unique_ptr<Tape> tape, CallbackList& callbacks, Errors errors,
                              const ExecuteLimits& limits) noexcept {
  tape_ = std::move(tape);
  callbacks_.splice(callbacks);
  errors_ = errors;
  flight_.set_limits(limits);
}

/// When the last leg has been given away, everything may be over.
void StartedFlight::start(ArrivalListener* arrival, Waiters waiters) noexcept {
  arrival_ = arrival;
  references_.fetch_add(1, std::memory_order_relaxed);  // its own, until it has arrived
  under_way_.store(flight_.legs(), std::memory_order_release);
  flight_.for_each_settlement([this](Lane& lane, Settlement& settlement) {
    if (Telemetry* const telemetry = lane.executor->telemetry()) {
      begin_ = telemetry->now();
      telemetry->begin_batch(settlement.commands);
    }
  });
  flight_.start(waiters);
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

void StartedFlight::arrive() noexcept {
  if (const std::size_t held = flight_.held_legs(); held > 0) {
    under_way_.store(held, std::memory_order_release);
    return flight_.send_held();
  }
  flight_.arrive();
  release_tape(std::move(tape_));
  flight_.run_ready();
  const std::size_t failed = flight_.failed();
  std::exception_ptr error;
  if (failed > 0 && errors_ == Errors::raise) {
    callbacks_.clear();
    if (arrival_ != nullptr) error = exception_of(flight_.first_error(), failed);
  } else {
    error = run_callbacks();
  }
  if (arrival_ != nullptr) {
    std::exchange(arrival_, nullptr)->arrived(std::move(error), failed);
  } else if (error != nullptr) {
    tell_of_callback(error);
  }
  release();
}

bool StartedFlight::met_conflict() const noexcept {
  try {
    const auto first = flight_.first_error();
    return first != nullptr && first->kind == ErrorKind::conflict;
  } catch (const std::bad_alloc&) {  // of a connection that failed, which is no conflict
    return false;
  }
}

/// All run, and the first exception is told.
std::exception_ptr StartedFlight::run_callbacks() noexcept {
  std::exception_ptr first;
  while (const auto callback = callbacks_.pop()) run_callback(*callback, first);
  return first;
}

/// Nobody else would hear of it.
void StartedFlight::tell_of_callback(const std::exception_ptr& error) noexcept {
  Telemetry* const telemetry = names_ == 0 ? nullptr : lanes_.front()->executor->telemetry();
  if (telemetry == nullptr) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    telemetry->tell(ClientEvent::Kind::callback_threw, thrown.what());
  } catch (...) {
    telemetry->tell(ClientEvent::Kind::callback_threw, "something that is no std::exception");
  }
}

void StartedFlight::abandon(const ErrorInfo& why) noexcept {
  if (names_ == 0) return;  // nothing was queued
  flight_.for_each_settlement([&](Lane& lane, Settlement& settlement) {
    lane.executor->starting()->abandon(FlightHandle{*this}, settlement, why);
  });
}

void StartedFlight::release() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) recycle(this);
}

void StartedFlight::recycle(StartedFlight* flight) noexcept {
  if (flight->tape_ != nullptr) release_tape(std::move(flight->tape_));
  flight->flight_.reset();
  for (const auto& lane : flight->lanes_) lane->executor.reset();
  flight->names_ = 0;
  ThreadCache* cache = ThreadCache::current();
  if (cache == nullptr || !cache->keep_flight(flight)) delete flight;
}

}  // namespace tributary::detail
