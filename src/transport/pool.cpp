#include "transport/pool.hpp"

#include <tributary/core/error.hpp>

#include "link/login.hpp"
#include "transport/drive.hpp"
#include "transport/open_connection.hpp"
#include "transport/stop_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::chrono::milliseconds kLook{5};

}  // namespace

/// False when all are in use.
bool Pool::count(Lease kind, std::unique_lock<std::mutex>& lock, const ExecuteLimits& limits, Failure& failure) {
  if (kind == Lease::apart) return true;
  const Deadline deadline{options().pool_timeout, limits.until};
  const auto begin = Clock::now();
  const auto is_free = [this] { return leased_ < options().pool_size; };
  const auto is_to_stop = [&limits] { return limits.stop != nullptr && StopAccess::requested(*limits.stop); };
  // Nothing that asks to stop wakes this wait, so it looks from time to time.
  while (!is_free() && !deadline.has_passed() && !is_to_stop()) {
    returned_.wait_until(lock,
                         limits.stop == nullptr ? deadline.end() : std::min(deadline.end(), Clock::now() + kLook));
  }
  if (is_free()) {
    ++leased_;
    return true;
  }
  if (is_to_stop()) {
    failure = {TransportReason::cancelled, "somebody asked to stop"};
    return false;
  }
  const bool is_own_timeout = begin + options().pool_timeout <= limits.until;
  const auto waited = is_own_timeout ? options().pool_timeout
                                     : std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  failure = {TransportReason::pool_timeout, fmt::format("all {} connections to {} stayed in use for {} ms",
                                                        options().pool_size, server(), waited.count())};
  return false;
}

/// Null, without the lock, when there is none that can be used.
std::unique_ptr<Connection> Pool::take_idle(std::unique_lock<std::mutex>& lock, const ExecuteLimits& limits) {
  // The lock is held from the count to the taking: leased and still among the idle ones, a connection would count
  // twice, and the next one that is given back would find no room.
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    lock.unlock();
    if (is_usable(*connection, limits)) return connection;
    lock.lock();
  }
  lock.unlock();
  return nullptr;
}

std::unique_ptr<Connection> Pool::lease(Lease kind, const ExecuteLimits& limits, Failure& failure) noexcept {
  bool is_counted = false;
  try {
    std::unique_lock lock{mutex_};
    notice_fork();
    is_counted = count(kind, lock, limits, failure);
    if (!is_counted) return nullptr;
    if (auto connection = take_idle(lock, limits)) return connection;
  } catch (const std::bad_alloc&) {
    if (is_counted) give_back(nullptr, kind);
    failure = without_memory();
    return nullptr;
  }
  return renew(nullptr, kind, limits, failure);
}

std::unique_ptr<Connection> Pool::renew(std::unique_ptr<Connection> gone, Lease kind, const ExecuteLimits& limits,
                                        Failure& failure) noexcept {
  gone.reset();
  std::unique_ptr<Connection> connection;
  try {
    connection = open_connection(*dialer_, telemetry_, limits, failure);
  } catch (const std::bad_alloc&) {
    failure = without_memory();
  }
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
        connection != nullptr && !is_foreign && !connection->failed() && leased_ + idle_.size() < options().pool_size;
    try {
      if (wanted) idle_.push_back(std::move(connection));
    } catch (const std::bad_alloc&) {  // it is closed, then
    }
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

bool Pool::is_usable(Connection& connection, const ExecuteLimits& limits) {
  // Also when it was used a moment ago: a write to a closed TCP socket succeeds, and a reply that nobody asked for
  // would be taken for the first one of this exchange.
  if (connection.is_stale()) return false;
  if (connection.needs_new_login()) {
    try {
      return log_in_again(connection, *dialer_, limits);
    } catch (const RedisError&) {  // no thread, no descriptor: a new connection tells, if it cannot be made
      return false;
    }
  }
  if (connection.idle() < options().ping_after_idle) return true;
  SignOfLife sign{connection};
  connection.begin(options().connect_timeout, Deadline{options().connect_timeout, limits.until}.end());
  drive(connection);
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
