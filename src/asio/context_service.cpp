#include "asio/context_service.hpp"

#include "asio/async_executor.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include <utility>

namespace tributary::detail {

boost::asio::execution_context::id ContextService::id;

ContextService& ContextService::of(const boost::asio::any_io_executor& executor) {
  return boost::asio::use_service<ContextService>(boost::asio::query(executor, boost::asio::execution::context));
}

void ContextService::add(AsyncExecutor& client) {
  const std::lock_guard lock{mutex_};
  clients_.push_back(&client);
}

void ContextService::remove(AsyncExecutor& client) noexcept {
  const std::lock_guard lock{mutex_};
  std::erase(clients_, &client);
}

/// What is settled then may give back the last handle of a client, here or of another one.
void ContextService::shutdown() {
  for (;;) {
    AsyncExecutor* next = nullptr;
    {
      const std::lock_guard lock{mutex_};
      if (clients_.empty()) return;
      next = clients_.back();
      clients_.pop_back();
    }
    next->context_ends();
  }
}

}  // namespace tributary::detail
