#include "core/tape.hpp"

#include "resp/keep.hpp"

namespace tributary::detail {

namespace {

std::uint64_t commands_in(std::span<const Range> ranges) noexcept {
  std::uint64_t count = 0;
  for (const Range& range : ranges) count += range.count();
  return count;
}

}  // namespace

void Tape::release(std::span<const Range> ranges) noexcept {
  released_ += commands_in(ranges);
  if (released_ != recorded || guard.is_writing()) return;
  bytes.clear();
  waits.clear();
  calls.clear();
}

std::chrono::milliseconds Tape::wait_of(std::span<const Range> ranges) const noexcept {
  std::chrono::milliseconds sum{0};
  if (waits.empty()) return sum;
  for (const Range& range : ranges) {
    auto wait = std::ranges::lower_bound(waits, range.first, {}, &Wait::command);
    for (; wait != waits.end() && wait->command < range.last; ++wait) sum += wait->time;
  }
  return sum;
}

void Tape::take(std::span<const Range> ranges, RequestBuffer& out) {
  const std::uint64_t count = commands_in(ranges);
  const bool nothing_else = recorded - released_ == count;
  if (nothing_else && ranges.size() == 1 && ranges[0].begin == 0 && ranges[0].end == bytes.size()) {
    bytes.swap(out);
  } else {
    for (const Range& range : ranges) out.append(bytes.view(range.begin, range.end));
  }
  release(ranges);
}

void Tape::adopt(Range& range, Tape& other) {
  Range own = range;
  own.begin = bytes.size();
  bytes.append(other.bytes.view(range.begin, range.end));
  own.end = bytes.size();
  own.first = recorded;
  own.last = recorded += range.count();
  // What comes behind is no continuation, as its slots are elsewhere: a number that no command has stands between.
  ++recorded;
  ++released_;
  const auto moved = [&](std::uint64_t command) { return command - range.first + own.first; };
  for (const Wait& wait : other.waits) {
    if (wait.command >= range.first && wait.command < range.last) waits.push_back({moved(wait.command), wait.time});
  }
  other.for_each_call({&range, 1}, [&](const Call& call) {
    const std::size_t at = call.range.begin - range.begin + own.begin;
    calls.push_back({call.program,
                     {call.range.lane, moved(call.range.first), moved(call.range.last), at,
                      at + (call.range.end - call.range.begin), call.range.slot}});
  });
  for (SlotCursor cursor{range}; !cursor.done();) SlotIssuer::detach(cursor.next());
  other.release({&range, 1});
  range = own;
}

void Tape::trim() noexcept {
  if (bytes.capacity() > kKeptBytes) bytes.free();
}

}  // namespace tributary::detail
