#pragma once

#include <tributary/commands/pipeline_context.hpp>

#include <chrono>
#include <memory>
#include <type_traits>

namespace tributary {

/// How often transaction() tries, and how long it waits in between: anything from nothing to a bound that starts with
/// `first_backoff` and doubles until `longest_backoff`.
struct TransactionOptions {
  int attempts = 16;  ///< at least 1
  std::chrono::milliseconds first_backoff{1};
  std::chrono::milliseconds longest_backoff{100};
};

namespace detail {

/// One connection on which keys are watched, for one attempt after the other. It goes back to the pool only when it
/// watches nothing; otherwise it is closed.
class TRIBUTARY_API WatchedSession {
 public:
  WatchedSession(const Deployment& client, const KeyList& keys, const TransactionOptions& options);
  ~WatchedSession();
  WatchedSession(const WatchedSession&) = delete;
  WatchedSession& operator=(const WatchedSession&) = delete;

  /// Watches the keys. Returns the commands of the connection.
  Commands& watch();
  Commands& commands() noexcept;
  /// Executes what was recorded. False when a key had been changed, and another attempt is due.
  bool execute(PipelineContext& pipe);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace detail

/// Reads, and then writes only if what was read is still true: optimistic locking.
///
///     auto left = transaction(client, {"stock"}, [](Commands& read, PipelineContext& write) {
///       const auto stock = read.get<int>("stock")->value_or(0);
///       if (stock == 0) throw std::runtime_error{"sold out"};
///       return write.decr("stock");
///     });
///
/// Watches the keys (WATCH), calls `function(read, write)`, and executes what it recorded in `write`, an atomic
/// context. `read` runs each command at once, on the connection that watches. When somebody has changed a watched key
/// meanwhile, nothing was executed, and all of it is done again after a pause, so the function may be called several
/// times. One that records nothing ends the transaction well. What it throws ends it too, and nothing is executed.
///
/// EXEC ends the watching, so within the function no other transaction can be executed on `read`, nor `write` itself:
/// UsageError. Nest atomic contexts in `write` instead.
///
/// Returns what the function returned in the attempt that succeeded. Uses a connection apart from the client's pool.
///
/// Errors:   TransactionConflict when the last attempt met a conflict too; what PipelineContext::execute() throws;
///           std::invalid_argument for no keys, or for options that make no attempt
/// Source:   redis.io/docs/interact/transactions, since 2.2.0
template <class F>
  requires std::is_invocable_v<F&, Commands&, PipelineContext&>
auto transaction(const Deployment& client, KeyList keys, F&& function, const TransactionOptions& options = {}) {
  detail::WatchedSession session{client, keys, options};
  for (;;) {
    PipelineContext write{session.watch(), atomically};
    if constexpr (std::is_void_v<std::invoke_result_t<F&, Commands&, PipelineContext&>>) {
      function(session.commands(), write);
      if (session.execute(write)) return;
    } else {
      auto result = function(session.commands(), write);
      if (session.execute(write)) return result;
    }
  }
}

}  // namespace tributary
