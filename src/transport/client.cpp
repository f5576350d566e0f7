#include <tributary/transport/client.hpp>

#include "link/check_options.hpp"
#include "transport/client_executor.hpp"

namespace tributary {

namespace {

std::shared_ptr<detail::Executor> make_executor(const ClientOptions& options) {
  detail::check(options);
  return std::make_shared<detail::ClientExecutor>(options);
}

}  // namespace

// Deployment is initialised first, so that its executor can be handed on.
Client::Client(std::string_view uri) : Client{ClientOptions::from_uri(uri)} {}

Client::Client(const ClientOptions& options) : Deployment{make_executor(options)}, Commands{executor()} {}

const ClientOptions& Client::options() const noexcept {
  return static_cast<detail::ClientExecutor&>(*executor()).pool().options();
}

ClientStatistics Client::statistics() const noexcept {
  return static_cast<detail::ClientExecutor&>(*executor()).pool().telemetry().statistics();
}

}  // namespace tributary
