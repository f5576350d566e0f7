#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/transport/client_options.hpp>

#include "asio/async_link.hpp"
#include "core/executor.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace tributary::detail {

/// Starts batches on connections that all callers share.
class AsyncExecutor final : public StartingExecutor {
 public:
  AsyncExecutor(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                const AsyncClientOptions& options);

  const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
  const ClientOptions& server() const noexcept { return server_; }
  const AsyncClientOptions& options() const noexcept { return options_; }

  void start(const Batch& batch) noexcept override;
  void conclude(StartedFlight& flight) noexcept override;
  void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept override;

  void close();
  void abort();

 private:
  AsyncLink& next_link() noexcept;

  const boost::asio::any_io_executor executor_;
  const ClientOptions server_;
  const AsyncClientOptions options_;
  std::vector<std::shared_ptr<AsyncLink>> links_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace tributary::detail
