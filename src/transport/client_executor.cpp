#include "transport/client_executor.hpp"

#include "transport/client_session.hpp"
#include "transport/client_stream.hpp"
#include "transport/drive.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <new>
#include <vector>

namespace tributary::detail {

namespace {

/// What one client does in a run: all batches for it share one connection.
class Line {
 public:
  Line(Pool& pool, std::span<const Batch> batches, Lease kind) noexcept : pool_{&pool}, batches_{batches}, kind_{kind} {
    for (const Batch& batch : batches) wait_ += batch.wait;
  }

  /// Leases a connection and gives it the batches. When there is none, everything is settled.
  void begin() noexcept {
    Failure failure;
    connection_ = pool_->lease(kind_, limits(), failure);
    begin_exchange(failure);
  }
  /// Once more, when the server was gone before a byte left. False when that is not the case.
  bool begin_again() noexcept {
    if (connection_ == nullptr || !connection_->failed() || connection_->has_written() || renewed_) return false;
    if (connection_->failure().reason != TransportReason::closed) return false;
    renewed_ = true;
    Failure failure;
    connection_ = pool_->renew(std::move(connection_), kind_, limits(), failure);
    begin_exchange(failure);
    return true;
  }
  /// Only when all lines have begun: another server may be slow to let us in.
  void start_clock() noexcept {
    if (connection_ != nullptr) connection_->begin(pool_->options().timeout + wait_, limits().until);
  }
  void end() noexcept {
    if (connection_ == nullptr) return;
    connection_->finish_exchange();
    pool_->give_back(std::move(connection_), kind_);
  }

  Connection* connection() noexcept { return connection_.get(); }

 private:
  /// The same for all batches of a run.
  const ExecuteLimits& limits() const noexcept { return batches_.front().limits; }
  void begin_exchange(const Failure& failure) noexcept {
    if (connection_ == nullptr) {
      settle_unsent(batches_, failure, pool_->server());
    } else if (!connection_->add(batches_)) {
      pool_->give_back(std::move(connection_), kind_);
    }
  }

  Pool* pool_;
  std::span<const Batch> batches_;
  Lease kind_;
  std::unique_ptr<Connection> connection_;
  std::chrono::milliseconds wait_{0};
  bool renewed_ = false;
};

/// Every connection of a run is kept until the last one is done, so that one batch which blocks sets all of them apart.
Lease lease_for(std::span<const Batch> batches) noexcept {
  const bool blocks = std::ranges::any_of(batches, [](const Batch& batch) { return batch.wait.count() > 0; });
  return blocks ? Lease::apart : Lease::counted;
}

void drive_lines(std::span<Line> lines, const StopOn* stop) noexcept {
  for (Line& line : lines) line.start_clock();
  if (lines.size() == 1) {
    if (Connection* const only = lines.front().connection()) drive(*only, stop);
    return;
  }
  std::vector<Connection*> connections;
  try {
    connections.reserve(lines.size());
  } catch (const std::bad_alloc&) {
    for (Line& line : lines) {
      if (Connection* const each = line.connection()) fail_for_memory({&each, 1});
    }
    return;
  }
  for (Line& line : lines) {
    if (line.connection() != nullptr) connections.push_back(line.connection());
  }
  drive(connections, stop);
}

void run_lines(std::span<Line> lines, const StopOn* stop) noexcept {
  for (Line& line : lines) line.begin();
  drive_lines(lines, stop);
  for (Line& line : lines) {
    if (line.begin_again()) drive_lines({&line, 1}, stop);
  }
  for (Line& line : lines) line.end();
}

}  // namespace

void ClientExecutor::run(std::span<const Batch> batches) noexcept {
  const Lease kind = lease_for(batches);
  if (batches.size() == 1) {
    Line line{pool_, batches, kind};
    run_lines({&line, 1}, batches.front().limits.stop);
    return;
  }
  try {
    run_several(batches, kind);
  } catch (const std::bad_alloc&) {  // nothing was leased
    for (const Batch& batch : batches) {
      settle_unsent({&batch, 1}, without_memory(), static_cast<ClientExecutor*>(batch.executor)->pool_.server());
    }
  }
}

/// Those of several clients at the same time. std::bad_alloc before anything is done, or never.
void ClientExecutor::run_several(std::span<const Batch> batches, Lease kind) {
  // Leasing in one order for all threads, and once from each pool: a run that waits for a connection cannot be waited
  // for by one that holds it.
  std::vector<Batch> sorted{batches.begin(), batches.end()};
  std::ranges::stable_sort(sorted, std::less<>{}, &Batch::executor);
  std::vector<Line> lines;
  lines.reserve(sorted.size());
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end =
        std::find_if(begin, sorted.end(), [begin](const Batch& b) { return b.executor != begin->executor; });
    lines.emplace_back(static_cast<ClientExecutor*>(begin->executor)->pool_, std::span<const Batch>{begin, end}, kind);
    begin = end;
  }
  run_lines(lines, batches.front().limits.stop);
}

bool ClientExecutor::runs_together_with(const Executor& other) const noexcept {
  return dynamic_cast<const ClientExecutor*>(&other) != nullptr;
}

std::unique_ptr<Stream> ClientExecutor::open_stream() { return std::make_unique<ClientStream>(shared_from_this()); }

std::shared_ptr<Session> ClientExecutor::open_session() { return std::make_shared<ClientSession>(shared_from_this()); }

}  // namespace tributary::detail
