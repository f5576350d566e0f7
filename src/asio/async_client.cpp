#include <tributary/asio/async_client.hpp>

#include "asio/async_executor.hpp"
#include "asio/check_options.hpp"
#include "asio/own_thread.hpp"
#include "link/check_options.hpp"

namespace tributary {

namespace {

std::shared_ptr<detail::AsyncExecutor> make_executor(const boost::asio::any_io_executor& executor,
                                                     const ClientOptions& server, const AsyncClientOptions& options) {
  detail::check(server);
  detail::check(options);
  return std::make_shared<detail::AsyncExecutor>(executor, server, options);
}

}  // namespace

AsyncClient::AsyncClient(std::shared_ptr<detail::AsyncExecutor> executor) : Deployment{executor}, Commands{executor} {}

AsyncClient::AsyncClient(boost::asio::any_io_executor executor, const ClientOptions& server,
                         const AsyncClientOptions& options)
    : AsyncClient{make_executor(executor, server, options)} {}

AsyncClient::AsyncClient(const ClientOptions& server, const AsyncClientOptions& options)
    : AsyncClient{detail::with_own_thread(
          [&](const boost::asio::any_io_executor& executor) { return make_executor(executor, server, options); })} {}

detail::AsyncExecutor& AsyncClient::async_executor() const noexcept {
  return static_cast<detail::AsyncExecutor&>(*Deployment::executor());
}

const ClientOptions& AsyncClient::server() const noexcept { return async_executor().server(); }

const AsyncClientOptions& AsyncClient::options() const noexcept { return async_executor().options(); }

const boost::asio::any_io_executor& AsyncClient::get_executor() const noexcept { return async_executor().executor(); }

ClientStatistics AsyncClient::statistics() const noexcept { return async_executor().statistics(); }

void AsyncClient::close() { async_executor().close(); }

void AsyncClient::abort() { async_executor().abort(); }

}  // namespace tributary
