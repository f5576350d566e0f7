#include "transport/subscriber_link.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::size_t kLinkReadBytes = std::size_t{64} << 10;

Failure cannot_connect(const ClientOptions& options, std::string_view why) {
  return {TransportReason::connect, fmt::format("cannot connect to {}: {}", options.endpoint(), why)};
}

}  // namespace

std::unique_ptr<SubscriberLink> SubscriberLink::begin(const ClientOptions& options, Failure& failure) {
  std::string why;
  OwnedContext context = begin_connect(options, why);
  if (context != nullptr) return std::unique_ptr<SubscriberLink>{new SubscriberLink{std::move(context), options}};
  failure = cannot_connect(options, why);
  return nullptr;
}

SubscriberLink::SubscriberLink(OwnedContext context, const ClientOptions& options)
    : context_{std::move(context)},
      reader_{options.reply_limits},
      buffer_{new char[kLinkReadBytes]},
      connecting_since_{Clock::now()},
      last_received_{connecting_since_},
      known_empty_{connecting_since_},
      known_alive_{connecting_since_} {}

int SubscriberLink::fd() const noexcept { return static_cast<int>(context_->fd); }

short SubscriberLink::interest() const noexcept {
  if (connecting_) return POLLOUT;
  return static_cast<short>(has_unsent() ? POLLIN | POLLOUT : POLLIN);
}

void SubscriberLink::finish_connecting(const ClientOptions& options) {
  connecting_ = false;
  if (const int error = connect_error(fd()); error != 0) {
    fail(cannot_connect(options, std::strerror(error)));
    return;
  }
  if (options.unix_socket.empty()) watch_for_dead_peer(*context_, options);
  last_received_ = known_empty_ = known_alive_ = Clock::now();
}

void SubscriberLink::fail(Failure failure) noexcept {
  if (failed_) return;
  failed_ = true;
  failure_ = std::move(failure);
}

void SubscriberLink::send_some() {
  while (has_unsent()) {
    const ssize_t sent = send(fd(), out_.data() + sent_, out_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
      sent_ += static_cast<std::size_t>(sent);
    } else if (would_block(errno)) {
      return;
    } else if (errno != EINTR) {
      // What the server has sent before still counts, and may say why: receive_some() fails when it has read that.
      send_error_ = fmt::format("cannot write: {}", std::strerror(errno));
      break;
    }
  }
  out_.clear();
  sent_ = 0;
}

bool SubscriberLink::receive_some(ReplySink& sink) {
  const ssize_t size = recv(fd(), buffer_.get(), kLinkReadBytes, MSG_DONTWAIT);
  if (size > 0) {
    last_received_ = Clock::now();
    known_alive_ = known_empty_;
    if (!reader_.feed({buffer_.get(), static_cast<std::size_t>(size)}, sink)) {
      fail({TransportReason::protocol, std::string{reader_.error()}});
    }
    return true;
  }
  if (size < 0 && would_block(errno)) {
    known_empty_ = Clock::now();
    if (!send_error_.empty()) fail({TransportReason::closed, send_error_});
  } else if (size == 0 || errno != EINTR) {
    fail({TransportReason::closed,
          size == 0 ? "the server closed the connection" : fmt::format("cannot read: {}", std::strerror(errno))});
  }
  return false;
}

}  // namespace tributary::detail
