#include "link/identity.hpp"

#include <tributary/core/error.hpp>

#include <fmt/format.h>

#include <poll.h>

#include <utility>

namespace tributary::detail {

Identity::Identity(const Dialer& dialer, const Deadline& deadline) : dialer_{dialer}, until_{deadline.end()} {
  if (dialer.desk().has_provider()) {
    try {
      request_ = dialer.desk().ask();
      step();
    } catch (const RedisError& error) {
      why_ = error.what();
    }
  } else {
    options_ = {std::shared_ptr<const void>{}, &dialer.options()};  // nobody's: the dialer's own
  }
}

Identity::~Identity() {
  if (request_ != nullptr && !request_->done()) dialer_.desk().leave(std::move(request_));
}

WaitFor Identity::wait_for() const noexcept { return {request_->fd(), POLLIN, until_}; }

void Identity::step() {
  if (!is_under_way()) return;
  if (!request_->done()) {
    if (Clock::now() >= until_) why_ = "the provider of credentials gave none in time";
    return;
  }
  const Credentials* const credentials = request_->credentials();
  if (credentials == nullptr) {
    why_ = request_->why();
    return;
  }
  auto options = std::make_shared<ClientOptions>(dialer_.options());
  options->username = credentials->username;
  options->password = credentials->password;
  renew_at_ = credentials->renew_at;
  options_ = std::move(options);
}

}  // namespace tributary::detail
