#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/commands/commands.hpp>
#include <tributary/core/connections.hpp>
#include <tributary/core/observer.hpp>
#include <tributary/link/client_options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <memory>
#include <string_view>

namespace tributary {

namespace detail {

class AsyncExecutor;
struct AsyncClientAccess;

template <class T>
concept ExecutionContext = requires(T& context) {
  { context.get_executor() } -> std::convertible_to<boost::asio::any_io_executor>;
};

}  // namespace detail

/// A handle to one Redis deployment for coroutines and event loops, which merges what its callers start at one moment
/// into few large writes. It is a Commands: functions that were written for Commands& work with it.
///
///     asio::awaitable<void> hit(AsyncClient& redis) {
///       PipelineContext pipe{redis};
///       auto hits = pipe.incr("hits");
///       co_await async_execute(pipe);                       // or one command: co_await async_wait(redis.incr("hits"))
///     }
///
/// A command called on it, and the execute() of a root made from it, start and return at once; the results become ready
/// later, and hold any error. async_execute() and async_wait() wait for them, wait() blocks a thread for that.
/// Continuations and callbacks run on the client's executor, before whoever waits goes on.
///
/// Making one connects to nothing. Connections are made when there is something to send, and made again after a loss:
/// see AsyncClientOptions. An idle client keeps its executor busy with nothing, so that io_context::run() can return.
///
/// Any thread may use a client or its copies, which share everything. When the last handle is gone, what was started is
/// still answered, and the connections are closed then. An io_context that ends before, while no other thread uses the
/// client, ends what was started: such results hold an error, and handlers are destroyed without being called. There is
/// no executor then, and what is started fails at once, as `cancelled`.
class TRIBUTARY_API AsyncClient : public Deployment, public Commands {
 public:
  /// All of its work is done on `executor`, one thing at a time for each connection.
  ///
  /// Errors:   UriError; std::invalid_argument for options that cannot work
  [[nodiscard]] AsyncClient(boost::asio::any_io_executor executor, std::string_view uri,
                            const AsyncClientOptions& options = {})
      : AsyncClient{std::move(executor), ClientOptions::from_uri(uri), options} {}
  [[nodiscard]] AsyncClient(boost::asio::any_io_executor executor, const ClientOptions& server,
                            const AsyncClientOptions& options = {});
  /// On the executor of a context, such as an io_context.
  template <detail::ExecutionContext Context>
  [[nodiscard]] AsyncClient(Context& context, std::string_view uri, const AsyncClientOptions& options = {})
      : AsyncClient{boost::asio::any_io_executor{context.get_executor()}, uri, options} {}
  template <detail::ExecutionContext Context>
  [[nodiscard]] AsyncClient(Context& context, const ClientOptions& server, const AsyncClientOptions& options = {})
      : AsyncClient{boost::asio::any_io_executor{context.get_executor()}, server, options} {}
  /// With a thread of its own, for services of plain threads: what they call at one moment shares a write.
  ///
  ///     AsyncClient redis{"redis://localhost"};
  ///     auto hits = wait(redis.incr("hits"));
  [[nodiscard]] explicit AsyncClient(std::string_view uri, const AsyncClientOptions& options = {})
      : AsyncClient{ClientOptions::from_uri(uri), options} {}
  [[nodiscard]] explicit AsyncClient(const ClientOptions& server, const AsyncClientOptions& options = {});

  const ClientOptions& server() const noexcept;
  const AsyncClientOptions& options() const noexcept;
  /// Empty when its context has ended.
  const boost::asio::any_io_executor& get_executor() const noexcept;

  /// What this client and its copies have done.
  [[nodiscard]] ClientStatistics statistics() const noexcept;

  /// Takes nothing more, answers what was started, and closes the connections then. What is started afterwards fails as
  /// `cancelled`.
  void close();
  /// Closes the connections now: what was started fails, as `maybe_applied` where it has left.
  void abort();

 private:
  friend struct detail::AsyncClientAccess;
  explicit AsyncClient(std::shared_ptr<detail::AsyncExecutor> executor);
  detail::AsyncExecutor& async_executor() const noexcept;
};

}  // namespace tributary
