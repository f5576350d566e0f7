#pragma once

#include "link/address.hpp"
#include "link/byte_stream.hpp"
#include "link/deadline.hpp"
#include "link/dialer.hpp"
#include "link/host_lookup.hpp"
#include "link/identity.hpp"
#include "link/locator.hpp"
#include "link/socket.hpp"
#include "link/wait_for.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::detail {

/// Makes a stream to the place that a dialer knows, without waiting: whoever owns it waits for what wait_for() says and
/// then calls step(), until it is no longer under way.
///
///     Dial dial{dialer, deadline};
///     while (dial.is_under_way()) { wait for dial.wait_for(); dial.step(); }
///     dial.has_stream() ? dial.take_stream() : dial.why();
///
/// All addresses of a host name are tried, one after another in the order of the system, each for its share of the time
/// that is left.
class Dial {
 public:
  /// `dialer`: lives as long
  Dial(const Dialer& dialer, const Deadline& deadline);

  bool is_under_way() const noexcept { return state_ != State::ready && state_ != State::failed; }
  bool has_stream() const noexcept { return state_ == State::ready; }
  WaitFor wait_for() const noexcept;
  /// Goes on when what it waits for has happened, or its time is over. Harmless when neither is the case.
  void step();

  /// Of a socket that does not block.
  ByteStream take_stream() noexcept { return std::move(stream_); }
  /// Who to log in as there.
  const Identity& identity() const noexcept { return identity_; }
  /// Where that leads to, when the options did not say it; else empty.
  const std::string& located() const noexcept { return located_; }
  /// What became of each address.
  const std::string& why() const noexcept { return why_; }

 private:
  enum class State : unsigned char {
    locating,
    looking_up,
    connecting,
    waiting_for_room,
    shaking_hands,
    identifying,
    ready,
    failed
  };

  void begin_locating();
  void go_on_locating();
  void locate();
  void find_host(const std::string& host, std::uint16_t port);
  void begin_address();
  void connected();
  void shake_hands();
  void identify();
  void next_address(std::string_view why);
  void wait_for_room();
  void finish_lookup();
  void fail(std::string why) noexcept;

  const Dialer& dialer_;
  Identity identity_;  ///< found out meanwhile
  State state_ = State::failed;
  Deadline deadline_;
  std::unique_ptr<Locator> locator_;
  std::shared_ptr<const HostLookup> lookup_;
  Socket looked_up_;  ///< its signal
  std::string host_;
  std::vector<Address> addresses_;
  std::size_t current_ = 0;
  ByteStream stream_;
  Clock::time_point until_;  ///< of the present step
  std::chrono::milliseconds pause_{1};
  std::string why_;
  std::string located_;
};

}  // namespace tributary::detail
