#include "transport/drive.hpp"

#include "transport/connection.hpp"
#include "transport/stop_access.hpp"

#include <fmt/format.h>

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <vector>

namespace tributary::detail {

namespace {

bool is_open(Connection& connection) noexcept { return !connection.failed() && !connection.exchange().done(); }

pollfd interest(Connection& connection) noexcept {
  const bool unsent = connection.exchange().unsent_bytes() > 0;
  return {connection.fd(), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), 0};
}

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
      connection.fail(TransportReason::closed, fmt::format("cannot wait: {}", std::strerror(errno)));
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

void drive_several(std::span<Connection* const> connections, const StopOn* stop) noexcept {
  std::vector<Connection*> open;
  std::vector<pollfd> polled;
  for (;;) {
    open.clear();
    polled.clear();
    for (Connection* connection : connections) {
      if (!is_open(*connection)) continue;
      open.push_back(connection);
      polled.push_back(interest(*connection));
    }
    if (open.empty()) return;
    if (stop != nullptr) polled.push_back({StopAccess::fd(*stop), POLLIN, 0});
    wait_and_serve(open, polled);
  }
}

}  // namespace

void drive(std::span<Connection* const> connections, const StopOn* stop) noexcept {
  if (stop != nullptr && StopAccess::requested(*stop)) return stop_all(connections);
  for (Connection* connection : connections) connection->write_some();
  if (connections.size() == 1 && stop == nullptr) {
    drive_one(*connections.front());
  } else {
    drive_several(connections, stop);
  }
}

void converse(Connection& connection, std::span<const Batch> batches, std::chrono::milliseconds timeout) noexcept {
  for (const Batch& batch : batches) {
    connection.exchange().add(batch);
    timeout += batch.wait;
  }
  const ExecuteLimits& limits = batches.front().limits;
  connection.begin(timeout, limits.until);
  Connection* const one = &connection;
  drive({&one, 1}, limits.stop);
  connection.finish_exchange();
}

void drive_step(Connection& connection) noexcept {
  Connection* const one = &connection;
  pollfd polled = interest(connection);
  wait_and_serve({&one, 1}, {&polled, 1});
}

}  // namespace tributary::detail
