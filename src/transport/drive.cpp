#include "transport/drive.hpp"

#include "link/connection.hpp"
#include "transport/stop_access.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <string_view>
#include <vector>

namespace tributary::detail {

namespace {

bool is_open(Connection& connection) noexcept { return !connection.failed() && !connection.exchange().done(); }

pollfd interest(Connection& connection) noexcept { return {connection.fd(), connection.events(), 0}; }

void serve(Connection& connection, short events) noexcept {
  if ((events & POLLOUT) != 0) connection.write_some();
  if ((events & (POLLIN | POLLERR | POLLHUP)) != 0) connection.read_some();
}

void stop_all(std::span<Connection* const> connections) noexcept {
  for (Connection* connection : connections) {
    if (is_open(*connection)) connection->fail(TransportReason::cancelled, "somebody asked to stop");
  }
}

/// Waits for `polled` and serves what is ready. `polled[i]` belongs to `connections[i]`; a further one is for the
/// request to stop.
void wait_and_serve(std::span<Connection* const> connections, std::span<pollfd> polled) noexcept {
  int wait_ms = std::numeric_limits<int>::max();
  for (const Connection* connection : connections) wait_ms = std::min(wait_ms, connection->patience().left_ms());
  const int ready = poll(polled.data(), polled.size(), wait_ms);
  if (ready < 0 && errno == EINTR) return;
  if (polled.size() > connections.size() && polled.back().revents != 0) return stop_all(connections);
  for (std::size_t i = 0; i < connections.size(); ++i) {
    Connection& connection = *connections[i];
    if (ready < 0) {
      connection.fail_with(TransportReason::closed, "cannot wait: {}", std::string_view{std::strerror(errno)});
    } else if (polled[i].revents != 0) {
      serve(connection, polled[i].revents);
    }
    // Whether or not something came: a server that answers without end does not escape, nor does its neighbour.
    if (is_open(connection) && connection.patience().is_over()) connection.fail_by_timeout();
  }
}

void drive_one(Connection& connection) noexcept {
  if (is_open(connection) && connection.exchange().unsent_bytes() == 0) connection.read_first();
  while (is_open(connection)) drive_step(connection);
}

/// What several connections are waiting for.
class Poll {
 public:
  explicit Poll(std::size_t connections) {
    open_.reserve(connections);
    polled_.reserve(connections + 1);
  }

  void drive(std::span<Connection* const> connections, const StopOn* stop) noexcept {
    for (;;) {
      open_.clear();
      polled_.clear();
      for (Connection* connection : connections) {
        if (!is_open(*connection)) continue;
        open_.push_back(connection);
        polled_.push_back(interest(*connection));
      }
      if (open_.empty()) return;
      if (stop != nullptr) polled_.push_back({StopAccess::fd(*stop), POLLIN, 0});
      wait_and_serve(open_, polled_);
    }
  }

 private:
  std::vector<Connection*> open_;
  std::vector<pollfd> polled_;
};

void drive_several(std::span<Connection* const> connections, const StopOn* stop) {
  Poll poll{connections.size()};
  for (Connection* connection : connections) connection->write_some();
  poll.drive(connections, stop);
}

}  // namespace

void fail_for_memory(std::span<Connection* const> connections) noexcept {
  for (Connection* connection : connections) connection->fail(TransportReason::out_of_memory, kOutOfMemory);
}

void drive(std::span<Connection* const> connections, const StopOn* stop) noexcept {
  if (stop != nullptr && StopAccess::requested(*stop)) return stop_all(connections);
  if (connections.size() == 1 && stop == nullptr) {
    connections.front()->write_some();
    return drive_one(*connections.front());
  }
  try {
    drive_several(connections, stop);
  } catch (const std::bad_alloc&) {  // nothing was written
    fail_for_memory(connections);
  }
}

void converse(Connection& connection, std::span<const Batch> batches, std::chrono::milliseconds timeout) noexcept {
  if (!connection.add(batches)) return;
  for (const Batch& batch : batches) timeout += batch.wait;
  const ExecuteLimits& limits = batches.front().limits;
  connection.begin(timeout, limits.until);
  drive(connection, limits.stop);
  connection.finish_exchange();
}

void drive_step(Connection& connection, const StopOn* stop) noexcept {
  Connection* const one = &connection;
  std::array<pollfd, 2> polled{interest(connection)};
  if (stop != nullptr) polled[1] = {StopAccess::fd(*stop), POLLIN, 0};
  wait_and_serve({&one, 1}, std::span{polled}.first(stop != nullptr ? 2 : 1));
}

}  // namespace tributary::detail
