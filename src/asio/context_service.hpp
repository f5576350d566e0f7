#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <mutex>
#include <vector>

namespace tributary::detail {

class AsyncExecutor;

/// Tells the clients of an execution context that it ends, while what they have of it can still be given back.
class ContextService final : public boost::asio::execution_context::service {
 public:
  using key_type = ContextService;
  static boost::asio::execution_context::id id;

  explicit ContextService(boost::asio::execution_context& context) : service{context} {}
  /// That of the context behind an executor.
  static ContextService& of(const boost::asio::any_io_executor& executor);

  void add(AsyncExecutor& client);
  /// It has ended, or was told.
  void remove(AsyncExecutor& client) noexcept;

 private:
  void shutdown() override;

  std::mutex mutex_;
  std::vector<AsyncExecutor*> clients_;
};

}  // namespace tributary::detail
