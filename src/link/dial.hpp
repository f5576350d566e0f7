#pragma once

#include <tributary/link/client_options.hpp>

#include "link/address.hpp"
#include "link/deadline.hpp"
#include "link/host_lookup.hpp"
#include "link/socket.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

/// What a step waits for: that `events` of poll() happen on `fd`, which may be -1 for none, but not after `until`.
struct WaitFor {
  int fd = -1;
  short events = 0;
  Clock::time_point until;
};

/// Makes a socket to the place that options name, without waiting: whoever owns it waits for what wait_for() says and
/// then calls step(), until it is no longer under way.
///
///     Dial dial{options, deadline};
///     while (dial.is_under_way()) { wait for dial.wait_for(); dial.step(); }
///     dial.has_socket() ? dial.take_socket() : dial.why();
///
/// All addresses of a host name are tried, one after another in the order of the system, each for its share of the time
/// that is left.
class Dial {
 public:
  Dial(const ClientOptions& options, const Deadline& deadline);

  bool is_under_way() const noexcept { return state_ != State::connected && state_ != State::failed; }
  bool has_socket() const noexcept { return state_ == State::connected; }
  WaitFor wait_for() const noexcept;
  /// Goes on when what it waits for has happened, or its time is over. Harmless when neither is the case.
  void step();

  /// A connected socket that does not block.
  Socket take_socket() noexcept { return std::move(socket_); }
  /// What became of each address.
  const std::string& why() const noexcept { return why_; }

 private:
  enum class State : unsigned char { looking_up, connecting, waiting_for_room, connected, failed };

  void find_host(const std::string& host, std::uint16_t port);
  void begin_address();
  void next_address(int error);
  void wait_for_room();
  void finish_lookup();
  void fail(std::string why) noexcept;

  State state_ = State::failed;
  Deadline deadline_;
  std::shared_ptr<const HostLookup> lookup_;
  std::vector<Address> addresses_;
  std::size_t current_ = 0;
  Socket socket_;
  Clock::time_point until_;  ///< of the present step
  std::chrono::milliseconds pause_{1};
  std::string why_;
};

}  // namespace tributary::detail
