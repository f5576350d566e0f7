#include "core/flight.hpp"

#include <tributary/core/error.hpp>

#include "core/judge.hpp"

#include <algorithm>
#include <utility>

namespace tributary::detail {

namespace {

/// What cannot change its place may be asked for by name.
const Judge* judge_of(const Tape& tape, std::span<const Range> ranges) noexcept {
  return !tape.calls.empty() && ranges.size() == 1 && ranges[0].count() == 1 ? &kProgramJudge : nullptr;
}

/// Batches whose executors can work at the same time go in one run.
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

}  // namespace

template <class F>
void Flight::for_each_leg(F&& f) {
  if (!legs_.empty()) {
    for (const Leg& leg : legs_) {
      f(*leg.lane, std::span<const Range>{leg.ranges}, leg.bytes.size() > 0 ? leg.bytes : tape_->bytes);
    }
  } else if (!ranges_.empty()) {
    f(*ranges_.back().lane, ranges_.all(), tape_->bytes);
  }
}

void Flight::depart(Tape& tape, RangeList queue) {
  tape_ = &tape;
  ranges_ = std::move(queue);
  settlement_.commands += ranges_.commands();
  if (ranges_.size() > 1) sort_by_client();
}

void Flight::sort_by_client() {
  const std::span<const Range> all = ranges_.all();
  const Executor* const first = all.front().lane->executor.get();
  if (std::ranges::all_of(all, [first](const Range& range) { return range.lane->executor.get() == first; })) return;
  for (const Range& range : all) {
    const Executor* const executor = range.lane->executor.get();
    auto leg = std::ranges::find(legs_, executor, [](const Leg& each) { return each.lane->executor.get(); });
    if (leg == legs_.end()) leg = legs_.insert(leg, Leg{range.lane, {}, {}});
    Range& own = leg->ranges.emplace_back(range);
    // Commands of several servers alternate: gathered, those of one are written at once instead of one by one. A
    // stream gathers by itself, and the place of a program's call is known on the tape.
    if (range.lane->stream != nullptr || !tape_->calls.empty()) continue;
    own.begin = leg->bytes.size();
    leg->bytes.append(tape_->bytes.view(range.begin, range.end));
    own.end = leg->bytes.size();
  }
}

Batch Flight::batch_of(const Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes) noexcept {
  return {.executor = lane.executor.get(),
          .tape = tape_,
          .bytes = &bytes,
          .ranges = ranges,
          .settlement = &settlement_,
          .wait = tape_->wait_of(ranges)};
}

void Flight::start() noexcept {
  Batch only;
  std::vector<Batch> several;
  for_each_leg([&](Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes) {
    Batch batch = batch_of(lane, ranges, bytes);
    if (lane.stream != nullptr) {
      lane.stream->send(batch);
      return;
    }
    batch.judge = judge_of(*tape_, ranges);
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
  if (!settlement_.held.empty()) send_held();
}

/// A command that a judge holds was not executed: it follows now, with its program. Nothing is held a second time.
void Flight::send_held() noexcept {
  const std::vector<HeldCommand> held = std::exchange(settlement_.held, {});
  std::vector<Batch> batches;
  for_each_leg([&](Lane& lane, std::span<const Range> ranges, const RequestBuffer& bytes) {
    const auto command = std::ranges::find(held, ranges.front().slot, &HeldCommand::slot);
    if (command == held.end()) return;
    batches.push_back(batch_of(lane, ranges, bytes));
    batches.back().position = command->position;
  });
  run_together(batches);
}

void Flight::arrive() noexcept {
  // A stream has taken the bytes of its batch over.
  for_each_leg([this](const Lane& lane, std::span<const Range> ranges, const RequestBuffer&) {
    if (lane.stream == nullptr) tape_->release(ranges);
  });
  ranges_.clear();
  legs_.clear();
}

std::shared_ptr<const ErrorInfo> Flight::first_error() const {
  const Failures& failures = settlement_.failures;
  if (failures.first_transport == nullptr) return failures.first_command;
  auto whole = std::make_shared<ErrorInfo>(*failures.first_transport);
  whole->outcome =
      failures.not_sent == settlement_.commands ? TransportOutcome::not_sent : TransportOutcome::maybe_applied;
  return whole;
}

}  // namespace tributary::detail
