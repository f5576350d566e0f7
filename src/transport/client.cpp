#include <tributary/transport/client.hpp>

#include "transport/client_executor.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace tributary {

namespace {

std::shared_ptr<detail::Executor> make_executor(const ClientOptions& options) {
  if (options.pool_size == 0) throw std::invalid_argument{"ClientOptions::pool_size is 0: no command could ever run"};
  if (options.database < 0) {
    throw std::invalid_argument{fmt::format("ClientOptions::database is {}, which is negative", options.database)};
  }
  if (options.password.empty() && !options.username.empty()) {
    throw std::invalid_argument{"ClientOptions::username is set and ClientOptions::password is empty"};
  }
  using Named = std::pair<const char*, std::chrono::milliseconds>;
  for (const auto& [name, value] :
       {Named{"connect_timeout", options.connect_timeout}, Named{"pool_timeout", options.pool_timeout},
        Named{"timeout", options.timeout}, Named{"ping_after_idle", options.ping_after_idle}}) {
    if (value.count() <= 0) {
      throw std::invalid_argument{
          fmt::format("ClientOptions::{} is {} ms, which is not positive", name, value.count())};
    }
    if (value > ClientOptions::kLongestTimeout) {
      throw std::invalid_argument{fmt::format("ClientOptions::{} is {} ms, which is longer than {} ms", name,
                                              value.count(),
                                              std::chrono::milliseconds{ClientOptions::kLongestTimeout}.count())};
    }
  }
  return std::make_shared<detail::ClientExecutor>(options);
}

}  // namespace

// Deployment is initialised first, so that its executor can be handed on.
Client::Client(const ClientOptions& options) : Deployment{make_executor(options)}, Commands{executor()} {}

const ClientOptions& Client::options() const noexcept {
  return static_cast<detail::ClientExecutor&>(*executor()).pool().options();
}

}  // namespace tributary
