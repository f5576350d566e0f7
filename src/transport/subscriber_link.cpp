#include "transport/subscriber_link.hpp"

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::detail {

SubscriberLink::SubscriberLink(const Dialer& dialer)
    : dial_{dialer, Deadline{dialer.options().connect_timeout}},
      reader_{dialer.options().reply_limits},
      buffer_{new char[ByteStream::kReadBytes]},
      known_empty_{Clock::now()},
      known_alive_{known_empty_} {
  if (!dial_.is_under_way()) finish_connecting(dialer.options());
}

WaitFor SubscriberLink::wait_for() const noexcept {
  if (is_connecting()) return dial_.wait_for();
  return {fd(), static_cast<short>(has_unsent() ? POLLIN | POLLOUT : POLLIN), Clock::time_point::max()};
}

void SubscriberLink::go_on_connecting(const ClientOptions& options) {
  dial_.step();
  if (!dial_.is_under_way()) finish_connecting(options);
}

void SubscriberLink::finish_connecting(const ClientOptions& options) {
  if (!dial_.has_stream()) {
    fail(cannot_connect(options, dial_.why()));
    return;
  }
  stream_ = dial_.take_stream();
  if (options.unix_socket.empty()) watch_for_dead_peer(fd(), options.timeout);
  known_empty_ = known_alive_ = Clock::now();
}

void SubscriberLink::fail(Failure failure) noexcept {
  if (failed_) return;
  failed_ = true;
  failure_ = std::move(failure);
}

void SubscriberLink::send_some() {
  while (has_unsent()) {
    const iovec unsent{const_cast<char*>(out_.data()) + sent_, out_.size() - sent_};
    const ssize_t sent = stream_.write({&unsent, 1});
    if (sent >= 0) {
      sent_ += static_cast<std::size_t>(sent);
    } else if (would_block(errno)) {
      return;
    } else if (errno != EINTR) {
      // What the server has sent before still counts, and may say why: receive_some() fails when it has read that.
      send_error_ = fmt::format("cannot write: {}", stream_.why(errno));
      break;
    }
  }
  out_.clear();
  sent_ = 0;
}

bool SubscriberLink::receive_some(ReplySink& sink) {
  const ssize_t size = stream_.read({buffer_.get(), ByteStream::kReadBytes}, MSG_DONTWAIT);
  if (size > 0) {
    known_alive_ = known_empty_;
    reader_.reset();
    if (!reader_.feed({buffer_.get(), static_cast<std::size_t>(size)}, sink)) {
      fail({TransportReason::protocol, std::string{reader_.error()}});
    }
    reader_.trim();  // one huge message must not cost its memory for as long as the connection lives
    return true;
  }
  if (size < 0 && would_block(errno)) {
    known_empty_ = Clock::now();
    if (!send_error_.empty()) fail({TransportReason::closed, send_error_});
  } else if (size == 0 || errno != EINTR) {
    std::string why = size == 0 ? std::string{stream_.why(0)} : fmt::format("cannot read: {}", stream_.why(errno));
    if (!reader_.last_error().empty()) why += fmt::format("; its last error was {}", quote(reader_.last_error()));
    fail({TransportReason::closed, std::move(why)});
  }
  return false;
}

}  // namespace tributary::detail
