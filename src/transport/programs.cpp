#include "transport/programs.hpp"

#include "transport/connection.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace tributary::detail {

namespace {

std::size_t commands_of(const Batch& batch) noexcept {
  std::size_t count = 0;
  for (const Range& range : batch.ranges) count += range.count();
  return count;
}

}  // namespace

void add_programs(Connection& connection, const Batch& batch) {
  if (batch.tape->calls.empty()) return;
  std::vector<std::shared_ptr<const Program>> programs;
  std::size_t calls = 0;
  batch.tape->for_each_call(batch.ranges, [&](const Tape::Call& call) {
    ++calls;
    if (std::ranges::find(programs, call.program) == programs.end()) programs.push_back(call.program);
  });
  // A call that finds its program lost comes later than it was recorded. Where it has neighbours that do not, which
  // would notice, nothing that was known is relied on.
  const bool always = batch.load_programs || programs.size() > 1 || calls != commands_of(batch);
  connection.exchange().note_calls(batch);
  for (const auto& program : programs) {
    if (connection.programs().learn(*program) || always) connection.exchange().load(program);
  }
}

void forget_lost_programs(Connection& connection, const Settlement& settlement) noexcept {
  if (settlement.lost_programs) connection.programs().forget();
}

}  // namespace tributary::detail
