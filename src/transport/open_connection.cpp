#include "transport/open_connection.hpp"

#include "link/dial.hpp"
#include "link/login.hpp"
#include "transport/drive.hpp"
#include "transport/stop_access.hpp"

#include <poll.h>

#include <array>

namespace tributary::detail {

namespace {

/// Waits for what `dial` needs next, or for somebody who asks to stop. A signal ends the wait early, which does no
/// harm.
void wait_for(const Dial& dial, const StopOn* stop) noexcept {
  const WaitFor wait = dial.wait_for();
  std::array<pollfd, 2> polled{{{wait.fd, wait.events, 0}, {stop != nullptr ? StopAccess::fd(*stop) : -1, POLLIN, 0}}};
  poll(polled.data(), polled.size(), left_ms(wait.until));
}

}  // namespace

std::unique_ptr<Connection> open_connection(const Dialer& dialer, Telemetry& telemetry, const ExecuteLimits& limits,
                                            Failure& failure) {
  const ClientOptions& options = dialer.options();
  const Deadline deadline{options.connect_timeout, limits.until};
  Dial dial{dialer, deadline};
  while (dial.is_under_way()) {
    wait_for(dial, limits.stop);
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
  Login login{*connection, options};
  do {
    connection->begin(std::chrono::milliseconds{deadline.left_ms()}, deadline.end());
    drive(*connection, limits.stop);
  } while (!login.step());
  if (!login.failure()) return connection;
  failure = *login.failure();
  telemetry.tell(ClientEvent::Kind::not_connected, failure.message);
  return nullptr;
}

}  // namespace tributary::detail
