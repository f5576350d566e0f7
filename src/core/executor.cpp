#include "core/executor.hpp"

#include <algorithm>

namespace tributary::detail {

std::shared_ptr<Session> Executor::open_session() {
  throw UsageError{"this deployment cannot keep a connection for one user"};
}

/// Where nothing is known of time, they wait until it is settled.
void StartingExecutor::limit(const FlightHandle&, Settlement&, std::chrono::steady_clock::time_point) noexcept {}

void StartingExecutor::run(std::span<const Batch> batches) noexcept {
  for (const Batch& batch : batches) start(batch);
}

void TransactionPermit::require() const {
  if (permitted_) return;
  throw UsageError{
      "a transaction within transaction() would end its WATCH: record into the context that it gives, and leave its "
      "execution to transaction()"};
}

void Session::note_conflict(std::span<const Batch> batches) noexcept {
  met_conflict_ = std::ranges::any_of(batches, [](const Batch& batch) {
    const auto& first = batch.settlement->failures.first_command;
    return first != nullptr && first->kind == ErrorKind::conflict;
  });
}

}  // namespace tributary::detail
