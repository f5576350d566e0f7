#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/link/client_options.hpp>

#include "asio/async_link.hpp"
#include "asio/carried_links.hpp"
#include "asio/context_service.hpp"
#include "core/executor.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace tributary::detail {

/// Starts batches on connections that all callers share, and those that would hold up others on connections of their
/// own.
class AsyncExecutor final : public StartingExecutor, private ApartLinks {
 public:
  AsyncExecutor(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                const AsyncClientOptions& options);

  ~AsyncExecutor() override;

  /// Before it is used, when its executor is that of a thread of its own: see CarriedLinks.
  void let_threads_carry(boost::asio::io_context& context);

  const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
  const ClientOptions& server() const noexcept { return dialer_->options(); }
  const AsyncClientOptions& options() const noexcept { return options_; }

  Telemetry* telemetry() noexcept override { return telemetry_.get(); }
  ClientStatistics statistics();

  void start(const Batch& batch) noexcept override;
  void conclude(StartedFlight& flight) noexcept override;
  Context* open_context(const std::shared_ptr<Executor>& self) override;
  void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept override;

  /// UsageError: async_transaction() has one.
  std::shared_ptr<Session> open_session() override;
  /// A connection for its holder alone, until he releases it.
  std::shared_ptr<AsyncLink> open_session_link(LinkInbox::Occupation occupation);
  std::shared_ptr<Executor> open_started_stream(const std::shared_ptr<Executor>& self) override;

  void close();
  void abort();
  /// Its execution context does: what was started is settled, and what is started from now on fails at once. By whoever
  /// ends the context.
  void context_ends() noexcept;

 private:
  AsyncLink& next_link() noexcept;
  void start_apart(const Batch& batch) noexcept override;
  std::shared_ptr<AsyncLink> occupy_apart(LinkInbox::Occupation occupation);
  template <class F>
  void for_each_link(F&& f);

  boost::asio::any_io_executor executor_;  ///< none when its context has ended
  const std::shared_ptr<const Dialer> dialer_;
  const AsyncClientOptions options_;
  const std::shared_ptr<Telemetry> telemetry_;
  std::vector<std::shared_ptr<AsyncLink>> links_;
  std::vector<CarriedLinks::Place> places_;  ///< of links_, where threads carry them
  ContextService* service_;                  ///< of the context; null when it has ended
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::vector<std::shared_ptr<AsyncLink>> apart_;  ///< each for one batch at a time
  /// Empty, with room for all of them: the end of the context needs no memory. With the mutex.
  std::vector<std::shared_ptr<AsyncLink>> ending_;
};

}  // namespace tributary::detail
