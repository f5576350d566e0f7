#pragma once

#include <tributary/asio/async_client.hpp>
#include <tributary/asio/async_execute.hpp>
#include <tributary/asio/async_wait.hpp>
#include <tributary/commands/transaction.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

namespace detail {

/// The asynchronous form of a WatchedSession.
class TRIBUTARY_API AsyncWatch {
 public:
  AsyncWatch(const AsyncClient& client, std::vector<std::string> keys, const TransactionOptions& options);
  ~AsyncWatch();
  AsyncWatch(const AsyncWatch&) = delete;
  AsyncWatch& operator=(const AsyncWatch&) = delete;

  /// The commands of the connection.
  Commands& commands() noexcept;
  boost::asio::awaitable<void> watch();
  /// Executes what was recorded. False when a key had been changed, and another attempt is due.
  boost::asio::awaitable<bool> execute(PipelineContext& pipe);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The keys of a transaction, as the coroutine keeps them: one, or a vector.
struct WatchedKeys {
  WatchedKeys(std::vector<std::string> all)  // NOLINT(google-explicit-constructor): a list of keys is these keys
      : keys{std::move(all)} {}
  template <std::convertible_to<std::string_view> Key>
  WatchedKeys(const Key& one)  // NOLINT(google-explicit-constructor): so is one key
      : keys{std::string{std::string_view{one}}} {}

  std::vector<std::string> keys;
};

template <class T>
struct AwaitedValue;
template <class T, class Executor>
struct AwaitedValue<boost::asio::awaitable<T, Executor>> {
  using type = T;
};

}  // namespace detail

/// transaction() for coroutines: reads, and then writes only if what was read is still true.
///
///     const auto left = co_await async_transaction(
///         redis, "stock", [](Commands& read, PipelineContext& write) -> asio::awaitable<DeferredResult<int>> {
///           const auto stock = co_await async_wait(read.get<int>("stock"));
///           if (stock.value_or(0) == 0) throw std::runtime_error{"sold out"};
///           co_return write.decr("stock");
///         });
///
/// Watches a key or a vector of keys, awaits `function(read, write)`, and executes what it recorded in `write`, an
/// atomic context, on the one connection that watches. When somebody has changed a watched key meanwhile, all of it is
/// done again after a pause. Otherwise as transaction().
///
/// Errors:   TransactionConflict when the last attempt met a conflict too; what async_execute() throws;
///           std::invalid_argument for no keys, or for options that make no attempt
/// Lifetime: keys and function are kept by the coroutine
template <class F>
  requires std::is_invocable_v<F&, Commands&, PipelineContext&>
auto async_transaction(AsyncClient client, detail::WatchedKeys keys, F function, TransactionOptions options = {})
    -> boost::asio::awaitable<
        typename detail::AwaitedValue<std::invoke_result_t<F&, Commands&, PipelineContext&>>::type> {
  detail::AsyncWatch session{client, std::move(keys.keys), options};
  for (;;) {
    co_await session.watch();
    PipelineContext write{session.commands(), atomically};
    using Value = typename detail::AwaitedValue<std::invoke_result_t<F&, Commands&, PipelineContext&>>::type;
    if constexpr (std::is_void_v<Value>) {
      co_await function(session.commands(), write);
      if (co_await session.execute(write)) co_return;
    } else {
      Value value = co_await function(session.commands(), write);
      if (co_await session.execute(write)) co_return value;
    }
  }
}

}  // namespace tributary
