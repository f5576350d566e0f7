#include "transport/open_connection.hpp"

#include "link/dial.hpp"
#include "link/login.hpp"
#include "transport/drive.hpp"
#include "transport/stop_access.hpp"

#include <poll.h>

#include <array>

namespace tributary::detail {

namespace {

/// Waits for what a step needs next, or for somebody who asks to stop. A signal ends the wait early: no harm is done.
void wait_for(const WaitFor& wait, const StopOn* stop) noexcept {
  std::array<pollfd, 2> polled{{{wait.fd, wait.events, 0}, {stop != nullptr ? StopAccess::fd(*stop) : -1, POLLIN, 0}}};
  poll(polled.data(), polled.size(), left_ms(wait.until));
}

void finish(Login& login, Connection& connection, const Deadline& deadline, const ExecuteLimits& limits) {
  do {
    connection.begin(std::chrono::milliseconds{deadline.left_ms()}, deadline.end());
    drive(connection, limits.stop);
  } while (!login.step());
}

}  // namespace

std::unique_ptr<Connection> open_connection(const Dialer& dialer, Telemetry& telemetry, const ExecuteLimits& limits,
                                            Failure& failure) {
  const ClientOptions& options = dialer.options();
  const Deadline deadline{options.connect_timeout, limits.until};
  Dial dial{dialer, deadline};
  while (dial.is_under_way()) {
    wait_for(dial.wait_for(), limits.stop);
    if (limits.stop != nullptr && StopAccess::requested(*limits.stop)) {
      failure = {TransportReason::cancelled, "somebody asked to stop"};
      return nullptr;
    }
    dial.step();
  }
  if (!dial.has_stream()) {
    failure = cannot_connect(options, dial.why());
    telemetry.tell(ClientEvent::Kind::not_connected, failure.message);
    return nullptr;
  }
  auto connection = std::make_unique<Connection>(dial.take_stream(), options, telemetry, dial.located());
  Login login{*connection, dial.identity()};
  finish(login, *connection, deadline, limits);
  if (!login.failure()) return connection;
  failure = *login.failure();
  telemetry.tell(ClientEvent::Kind::not_connected, failure.message);
  return nullptr;
}

bool log_in_again(Connection& connection, const Dialer& dialer, const ExecuteLimits& limits) {
  const Deadline deadline{dialer.options().connect_timeout, limits.until};
  Identity identity{dialer, deadline};
  while (identity.is_under_way()) {
    wait_for(identity.wait_for(), limits.stop);
    if (limits.stop != nullptr && StopAccess::requested(*limits.stop)) return false;
    identity.step();
  }
  if (identity.options() == nullptr) return false;
  Login login{connection, identity};
  finish(login, connection, deadline, limits);
  return !login.failure();
}

}  // namespace tributary::detail
