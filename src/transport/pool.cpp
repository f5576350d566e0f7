#include "transport/pool.hpp"

#include "transport/login.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary::detail {

namespace {

// Looking at the socket costs a system call. Within this time of the last reply it could tell nothing that a failing
// write does not tell as well.
constexpr std::chrono::milliseconds kTrustedIdle{1};

}  // namespace

std::unique_ptr<Connection> Pool::lease(Failure& failure) {
  {
    std::unique_lock lock{mutex_};
    const bool free =
        returned_.wait_for(lock, options_.pool_timeout, [this] { return leased_ < options_.pool_size; });
    if (!free) {
      failure = {TransportReason::pool_timeout,
                 fmt::format("all {} connections to {} stayed in use for {} ms", options_.pool_size,
                             options_.endpoint(), options_.pool_timeout.count())};
      return nullptr;
    }
    ++leased_;
  }
  while (auto connection = take_idle()) {
    if (is_usable(*connection)) return connection;
  }
  return renew(nullptr, failure);
}

std::unique_ptr<Connection> Pool::renew(std::unique_ptr<Connection> gone, Failure& failure) {
  gone.reset();
  auto connection = Connection::open(options_, failure);
  if (connection == nullptr) give_back(nullptr);
  return connection;
}

void Pool::give_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock{mutex_};
    --leased_;
    if (connection != nullptr && !connection->failed()) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

std::unique_ptr<Connection> Pool::take_idle() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return nullptr;
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

bool Pool::is_usable(Connection& connection) const {
  const auto idle = connection.idle();
  if (idle < kTrustedIdle) return true;
  if (connection.is_stale()) return false;
  if (idle >= options_.ping_after_idle) check_alive(connection, options_);
  return !connection.failed();
}

}  // namespace tributary::detail
