#include <tributary/transport/stop_on.hpp>

#include "link/wake.hpp"
#include "transport/stop_access.hpp"

#include <utility>

namespace tributary {

struct StopOn::State {
  explicit State(std::stop_token&& stop_token) : token{std::move(stop_token)}, signal{token, Signal{wake}} {}

  struct Signal {
    const detail::Wake& wake;
    void operator()() const noexcept { wake.signal(); }
  };

  detail::Wake wake;  ///< can be read from the request on: nobody drains it
  std::stop_token token;
  std::stop_callback<Signal> signal;
};

StopOn::StopOn(std::stop_token token) : state_{std::make_unique<State>(std::move(token))} {}

StopOn::~StopOn() = default;

namespace detail {

int StopAccess::fd(const StopOn& stop) noexcept { return stop.state_->wake.fd(); }

bool StopAccess::requested(const StopOn& stop) noexcept { return stop.state_->token.stop_requested(); }

}  // namespace detail
}  // namespace tributary
