// states, and what ends them:
//
//   locating          others have said where the server is       -> looking_up
//                     nobody knows                              -> failed
//   looking_up        the addresses of the name are there       -> connecting, to the first
//                     there are none; the deadline              -> failed
//   connecting        the socket can be written, without error  -> shaking_hands, or what is behind that without TLS
//                     an error, or its share of the time is over -> connecting, to the next; failed behind the last
//                     a unix socket has no room in its queue     -> waiting_for_room
//   waiting_for_room  a pause is over                            -> connecting, to the same; failed at the deadline
//   shaking_hands     both have finished                          -> identifying; ready when it is known who logs in
//                     an error, or its share of the time is over -> connecting, to the next; failed behind the last
//   identifying       the provider of credentials has given some -> ready
//                     it failed, or the deadline                -> failed
#include "link/dial.hpp"

#include <tributary/core/error.hpp>

#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::detail {

namespace {

// Nothing tells when the queue of a unix socket has room again.
constexpr std::chrono::milliseconds kLongestPause{20};

}  // namespace

Dial::Dial(const Dialer& dialer, const Deadline& deadline)
    : dialer_{dialer}, identity_{dialer, deadline}, deadline_{deadline}, until_{deadline.end()} {
  const ClientOptions& options = dialer.options();
  if (!options.master_name.empty()) {
    begin_locating();
  } else if (options.unix_socket.empty()) {
    find_host(options.host, options.port);
  } else if (options.unix_socket.size() <= kLongestUnixPath) {
    addresses_.push_back(unix_address(options.unix_socket));
    begin_address();
  } else {
    fail(fmt::format("a unix socket's path has at most {} bytes, this one has {}", kLongestUnixPath,
                     options.unix_socket.size()));
  }
}

void Dial::begin_locating() {
  state_ = State::locating;
  try {
    locator_ = dialer_.locate(deadline_);
    locate();
  } catch (const RedisError& error) {
    fail(error.what());
  }
}

void Dial::go_on_locating() {
  try {
    locator_->step();
    locate();
  } catch (const RedisError& error) {
    fail(error.what());
  }
}

void Dial::locate() {
  if (locator_->is_under_way()) return;
  if (const Place* const place = locator_->place()) {
    located_ = place->text();
    find_host(place->host, place->port);
  } else {
    fail(locator_->why());
  }
}

void Dial::find_host(const std::string& host, std::uint16_t port) {
  host_ = host;
  addresses_ = literal_address(host, port);
  if (!addresses_.empty()) return begin_address();
  try {
    lookup_ = HostLookup::begin(host, port);
    looked_up_ = lookup_->signal();
    state_ = State::looking_up;
  } catch (const RedisError& error) {
    fail(error.what());
  }
}

WaitFor Dial::wait_for() const noexcept {
  switch (state_) {
    case State::locating: return locator_->wait_for();
    case State::looking_up: return {looked_up_.fd(), POLLIN, until_};
    case State::connecting: return {stream_.fd(), POLLOUT, until_};
    case State::shaking_hands:
      return {stream_.fd(), static_cast<short>(stream_.has_unsent() ? POLLIN | POLLOUT : POLLIN), until_};
    case State::identifying: return identity_.wait_for();
    default: return {-1, 0, until_};
  }
}

void Dial::step() {
  const bool is_over = Clock::now() >= until_;
  switch (state_) {
    case State::locating: locator_->step(); return locate();
    case State::looking_up:
      if (lookup_->done()) return finish_lookup();
      if (is_over) fail("its address was not found in time");
      return;
    case State::connecting: {
      pollfd polled{stream_.fd(), POLLOUT, 0};
      if (poll(&polled, 1, 0) > 0) {
        const int error = connect_error(stream_.fd());
        if (error != 0) return next_address(std::strerror(error));
        connected();
      } else if (is_over) {
        next_address(std::strerror(ETIMEDOUT));
      }
      return;
    }
    case State::shaking_hands:
      shake_hands();
      if (is_over && state_ == State::shaking_hands) {
        next_address("the TLS handshake had no end in time: is it a port for TLS?");
      }
      return;
    case State::waiting_for_room:
      if (is_over) begin_address();
      return;
    case State::identifying: identity_.step(); return identify();
    case State::ready:
    case State::failed: return;
  }
}

void Dial::finish_lookup() {
  looked_up_ = Socket{};
  addresses_ = lookup_->addresses();
  if (addresses_.empty()) return fail(lookup_->why().empty() ? "it has no address" : lookup_->why());
  begin_address();
}

void Dial::begin_address() {
  const Address& address = addresses_[current_];
  Socket made{socket(address.place.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!made) return next_address(std::strerror(errno));
  if (address.is_tcp()) {
    const int on = 1;
    setsockopt(made.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  stream_ = ByteStream{std::move(made), dialer_.begin_tls(host_)};
  if (locator_ != nullptr) stream_.tie(dialer_.tie(stream_.fd(), *locator_->place()));
  if (connect(stream_.fd(), reinterpret_cast<const sockaddr*>(&address.place), address.size) == 0) {
    connected();
  } else if (errno == EINPROGRESS || errno == EINTR) {
    const auto now = Clock::now();
    until_ = now + (deadline_.end() - now) / static_cast<Clock::rep>(addresses_.size() - current_);
    state_ = State::connecting;
  } else if (errno == EAGAIN && !address.is_tcp()) {
    wait_for_room();
  } else {
    next_address(std::strerror(errno));
  }
}

void Dial::connected() {
  state_ = State::shaking_hands;
  shake_hands();
}

void Dial::shake_hands() {
  if (stream_.shake_hands() == 0) {
    state_ = State::identifying;
    identity_.step();
    identify();
  } else if (errno == ECONNRESET) {
    next_address("the server closed the connection within the TLS handshake: is it a port for TLS?");
  } else if (!would_block(errno) && errno != EINTR) {
    next_address(std::string{stream_.why(errno)});
  }
}

void Dial::identify() {
  if (identity_.is_under_way()) return;
  if (identity_.options() == nullptr) return fail(identity_.why());
  state_ = State::ready;
}

/// The queue of the unix socket is full: its server is alive, and busy.
void Dial::wait_for_room() {
  const auto now = Clock::now();
  if (now >= deadline_.end()) return next_address("its queue of connections stayed full");
  until_ = std::min(now + pause_, deadline_.end());
  pause_ = std::min(2 * pause_, kLongestPause);
  state_ = State::waiting_for_room;
}

void Dial::next_address(std::string_view why) {
  stream_ = ByteStream{};
  // The place is told by whoever reports it; which of its addresses, only when there are several.
  if (addresses_.size() > 1) {
    why_ += fmt::format("{}{}: {}", why_.empty() ? "" : "; ", addresses_[current_].text(), why);
  } else {
    why_ = why;
  }
  if (++current_ < addresses_.size()) return begin_address();
  state_ = State::failed;
}

void Dial::fail(std::string why) noexcept {
  why_ = std::move(why);
  state_ = State::failed;
}

}  // namespace tributary::detail
