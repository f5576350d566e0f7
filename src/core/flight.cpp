#include "core/flight.hpp"

#include <tributary/core/error.hpp>

#include "core/judge.hpp"
#include "core/outcome.hpp"
#include "core/telemetry.hpp"
#include "core/wave.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

/// What cannot change its place may be asked for by name.
const Judge* judge_of(const Tape& tape, std::span<const Range> ranges) noexcept {
  return !tape.calls.empty() && ranges.size() == 1 && ranges[0].count() == 1 ? &kProgramJudge : nullptr;
}

/// Batches whose executors can work at the same time go in one run. With a landing, the flight may be gone when this
/// returns.
void run_together(std::span<Batch> batches) noexcept {
  while (!batches.empty()) {
    Executor& executor = *batches.front().executor;
    const auto rest = std::stable_partition(batches.begin(), batches.end(), [&executor](const Batch& batch) {
      return executor.runs_together_with(*batch.executor);
    });
    const auto group = static_cast<std::size_t>(rest - batches.begin());
    executor.run(batches.first(group));
    batches = batches.subspan(group);
  }
}

std::size_t commands_of(const Batch& batch) noexcept {
  std::size_t count = 0;
  for (const Range& range : batch.ranges) {
    if (asked_for(range.part)) count += range.count();
  }
  return count;
}

/// What a stream is given counts as settled: nobody asks it how far it is.
void note_streamed(const Batch& batch) noexcept {
  Telemetry* const telemetry = batch.executor->telemetry();
  if (telemetry == nullptr) return;
  telemetry->begin_batch(commands_of(batch));
  telemetry->end_batch(commands_of(batch), 0, telemetry->now());
}

/// The same, told to the clients.
void run_observed(std::span<Batch> batches) noexcept {
  if (batches.empty()) return;
  Telemetry* const first = batches.front().executor->telemetry();
  const auto begin = first != nullptr ? first->now() : Telemetry::Clock::time_point{};
  for (const Batch& batch : batches) {
    if (Telemetry* const telemetry = batch.executor->telemetry()) telemetry->begin_batch(commands_of(batch));
  }
  if (batches.size() == 1) {
    batches.front().executor->run(batches);
  } else {
    run_together(batches);
  }
  for (const Batch& batch : batches) {
    Telemetry* const telemetry = batch.executor->telemetry();
    if (telemetry != nullptr) telemetry->end_batch(commands_of(batch), batch.settlement->failures.count, begin);
  }
}

}  // namespace

bool Flight::is_lone(const Tape& tape, const RangeList& queue) noexcept {
  const Range* const only = queue.only();
  return only != nullptr && only->count() == 1 && only->part == Part::none && only->lane->stream == nullptr &&
         tape.calls.empty() && !SlotSettler::is_waited_for(*only->slot);
}

void Flight::run_lone(Tape& tape, RangeList& queue, const ExecuteLimits& limits, Outcome& outcome) noexcept {
  const Range range = *queue.only();
  queue.forget_only();
  Settlement settlement;
  settlement.commands = 1;
  Batch batch{.executor = range.lane->executor.get(),
              .tape = &tape,
              .bytes = &tape.bytes,
              .ranges = {&range, 1},
              .settlement = &settlement,
              .wait = tape.wait_of({&range, 1}),
              .limits = limits};
  run_observed({&batch, 1});
  tape.release({&range, 1});
  outcome.take(settlement);
}

void Flight::depart(Tape& tape, RangeList& queue) {
  if (queue.size() > 1) {
    std::vector<Leg> legs = sort_by_client(tape, queue.all());
    batches_.reserve(legs.size());
    if (!tape.calls.empty()) held_batches_.reserve(legs.size());
    legs_ = std::move(legs);
  }
  for (Leg& leg : legs_) {
    for (const Range& range : leg.ranges) leg.settlement->commands += asked_for(range.part) ? range.count() : 0;
  }
  Lane& last = *queue.back().lane;
  Settlement* const only = legs_.empty() ? &settlement_of(last) : nullptr;
  tape_ = &tape;
  ranges_ = std::move(queue);
  only_ = &last;
  settled_by_only_ = only;
  if (only != nullptr) only->commands += ranges_.commands();
}

/// The first client's has its place here, as most flights have one client.
Settlement& Flight::settlement_of(Lane& lane) {
  if (lane_ == nullptr) lane_ = &lane;
  Settlement* found = lane_->executor == lane.executor ? &settlement_ : nullptr;
  for (const auto& more : more_) {
    if (found == nullptr && more->lane->executor == lane.executor) found = &more->settlement;
  }
  if (found == nullptr) found = &more_.emplace_back(std::make_unique<ClientPart>(lane))->settlement;
  found->landing = landing_;
  found->flight = whole_;
  return *found;
}

/// None when all is for one client.
std::vector<Flight::Leg> Flight::sort_by_client(const Tape& tape, std::span<const Range> queue) {
  std::vector<Leg> legs;
  const Executor* const first = queue.front().lane->executor.get();
  if (std::ranges::all_of(queue, [first](const Range& range) { return range.lane->executor.get() == first; })) {
    return legs;
  }
  for (const Range& range : queue) {
    const Executor* const executor = range.lane->executor.get();
    auto leg = std::ranges::find(legs, executor, [](const Leg& each) { return each.lane->executor.get(); });
    if (leg == legs.end()) {
      leg = legs.insert(leg, Leg{range.lane, {}, &settlement_of(*range.lane), {}});
    }
    Range& own = leg->ranges.emplace_back(range);
    // Commands of several servers alternate: gathered, those of one are written at once instead of one by one. A
    // stream gathers by itself, and the place of a program's call is known on the tape.
    if (range.lane->stream != nullptr || !tape.calls.empty()) continue;
    own.begin = leg->bytes.size();
    leg->bytes.append(tape.bytes.view(range.begin, range.end));
    own.end = leg->bytes.size();
  }
  return legs;
}

Batch Flight::batch_of(const Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes,
                       Settlement& settlement) noexcept {
  return {.executor = lane.executor.get(),
          .tape = tape_,
          .bytes = &bytes,
          .ranges = ranges,
          .settlement = &settlement,
          .wait = tape_->wait_of(ranges),
          .limits = limits_};
}

void Flight::start(Waiters waiters) noexcept {
  const bool is_waited_for = landing_ == nullptr;
  Batch only;
  std::vector<Batch> several = std::exchange(batches_, {});  // with a landing, the flight may be gone before they are
  for_each_leg([&](Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes, Settlement& settlement) {
    Batch batch = batch_of(lane, ranges, bytes, settlement);
    settlement.waiters = waiters;
    if (lane.stream != nullptr) {
      note_streamed(batch);
      lane.stream->send(batch);
      return;
    }
    // Of a started one more may have been started behind it, so nothing of it may come again later.
    if (is_waited_for) {
      batch.judge = judge_of(*tape_, ranges);
    } else {
      batch.position = settlement.first_position;
    }
    if (legs_.empty()) {
      only = batch;
    } else {
      several.push_back(batch);
    }
  });
  if (!is_waited_for) {
    if (only.executor != nullptr) {
      only.executor->run({&only, 1});
    } else {
      run_together(several);
    }
    return;
  }
  if (only.executor != nullptr) {
    run_observed({&only, 1});
  } else {
    run_observed(several);
  }
  if (held_legs() > 0) send_held();
}

std::size_t Flight::held_legs() const noexcept {
  std::size_t count = settlement_.held.size();
  for (const auto& more : more_) count += more->settlement.held.size();
  return count;
}

void Flight::send_held() noexcept {
  Batch only;
  std::vector<Batch> several = std::exchange(held_batches_, {});
  for_each_leg([&](Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes, Settlement& settlement) {
    const auto command = std::ranges::find(settlement.held, ranges.front().slot, &HeldCommand::slot);
    if (command == settlement.held.end()) return;
    Batch batch = batch_of(lane, ranges, bytes, settlement);
    batch.position = command->position;
    settlement.held.erase(command);
    if (legs_.empty()) {
      only = batch;
    } else {
      several.push_back(batch);
    }
  });
  if (only.executor != nullptr) {
    only.executor->run({&only, 1});
  } else {
    run_together(several);
  }
}

void Flight::arrive() noexcept {
  // A stream has taken the bytes of its batch over.
  for_each_leg([this](const Lane& lane, std::span<const Range> ranges, const RequestBuffer&, Settlement&) {
    if (lane.stream == nullptr) tape_->release(ranges);
  });
  ranges_.clear();
  legs_.clear();
}

/// Streaming, what runs may send more, and to other clients.
void Flight::run_ready(Wave& wave) noexcept {
  if (lane_ == nullptr) return;
  wave.tell(*lane_);
  settlement_.ready.run();
  for (std::size_t i = 0; i < more_.size(); ++i) {
    ClientPart& part = *more_[i];
    wave.tell(*part.lane);
    part.settlement.ready.run();
  }
}

void Flight::hand_over(Outcome& outcome) noexcept {
  outcome.take(settlement_);
  for (const auto& more : more_) outcome.take(more->settlement);
}

void Flight::reset() noexcept {
  ranges_.clear();
  legs_.clear();
  lane_ = nullptr;
  more_.clear();
  settlement_.failures = {};
  settlement_.held.clear();
  settlement_.commands = settlement_.first_position = 0;
}

}  // namespace tributary::detail
