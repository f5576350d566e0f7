#include "transport/pool.hpp"

#include "transport/drive.hpp"
#include "transport/login.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary::detail {

std::unique_ptr<Connection> Pool::lease(Lease kind, Clock::time_point latest, Failure& failure) {
  std::unique_lock lock{mutex_};
  notice_fork();
  if (kind == Lease::counted) {
    const Deadline deadline{options_.pool_timeout, latest};
    const auto begin = Clock::now();
    const bool free = returned_.wait_until(lock, deadline.end(), [this] { return leased_ < options_.pool_size; });
    if (!free) {
      const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
      failure = {TransportReason::pool_timeout, fmt::format("all {} connections to {} stayed in use for {} ms",
                                                            options_.pool_size, options_.endpoint(), waited.count())};
      return nullptr;
    }
    ++leased_;
  }
  // The lock is held from the count to the taking: leased and still among the idle ones, a connection would count
  // twice, and the next one that is given back would find no room.
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    lock.unlock();
    if (is_usable(*connection, latest)) return connection;
    lock.lock();
  }
  lock.unlock();
  return renew(nullptr, kind, latest, failure);
}

std::unique_ptr<Connection> Pool::renew(std::unique_ptr<Connection> gone, Lease kind, Clock::time_point latest,
                                        Failure& failure) {
  gone.reset();
  auto connection = Connection::open(options_, telemetry_, latest, failure);
  if (connection == nullptr) give_back(nullptr, kind);
  return connection;
}

void Pool::set_apart() noexcept {
  {
    const std::lock_guard lock{mutex_};
    --leased_;
  }
  returned_.notify_one();
}

void Pool::give_back(std::unique_ptr<Connection> connection, Lease kind) noexcept {
  {
    const std::lock_guard lock{mutex_};
    notice_fork();
    const bool is_foreign = connection != nullptr && connection->is_foreign();
    if (kind == Lease::counted && !is_foreign) --leased_;
    const bool wanted =
        connection != nullptr && !is_foreign && !connection->failed() && leased_ + idle_.size() < options_.pool_size;
    if (wanted) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

/// A forked process has none of the connections of its parent, whoever had leased them: the threads are gone.
void Pool::notice_fork() noexcept {
  if (process_ == forks()) return;
  process_ = forks();
  idle_.clear();
  leased_ = 0;
}

bool Pool::is_usable(Connection& connection, Clock::time_point latest) {
  // Also when it was used a moment ago: a write to a closed TCP socket succeeds, and a reply that nobody asked for
  // would be taken for the first one of this exchange.
  if (connection.is_stale()) return false;
  if (connection.idle() < options_.ping_after_idle) return true;
  SignOfLife sign{connection};
  connection.begin(options_.connect_timeout, latest);
  Connection* const one = &connection;
  drive({&one, 1});
  sign.end();
  if (connection.failed()) drop_idle();  // they have been silent for longer; each would cost another timeout
  return !connection.failed();
}

void Pool::drop_idle() noexcept {
  std::vector<std::unique_ptr<Connection>> dropped;
  const std::lock_guard lock{mutex_};
  dropped.swap(idle_);
}

}  // namespace tributary::detail
