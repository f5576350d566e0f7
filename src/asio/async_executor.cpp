#include "asio/async_executor.hpp"

namespace tributary::detail {

AsyncExecutor::AsyncExecutor(const boost::asio::any_io_executor& executor, const ClientOptions& server,
                             const AsyncClientOptions& options)
    : executor_{executor}, server_{server}, options_{options} {
  for (std::size_t i = 0; i < options.connections; ++i) {
    links_.push_back(std::make_shared<AsyncLink>(executor, server, options));
  }
}

AsyncLink& AsyncExecutor::next_link() noexcept {
  if (links_.size() == 1) return *links_.front();
  return *links_[next_.fetch_add(1, std::memory_order_relaxed) % links_.size()];
}

void AsyncExecutor::start(const Batch& batch) noexcept { next_link().submit(batch); }

void AsyncExecutor::conclude(StartedFlight& flight) noexcept { links_.front()->conclude(flight); }

void AsyncExecutor::abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept {
  for (const auto& link : links_) link->abandon(flight, settlement, why);
}

void AsyncExecutor::close() {
  for (const auto& link : links_) link->close();
}

void AsyncExecutor::abort() {
  for (const auto& link : links_) link->abort();
}

}  // namespace tributary::detail
