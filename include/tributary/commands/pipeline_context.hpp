#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/core/context.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tributary {

/// Asks for a transaction: `PipelineContext pipe{redis, atomically}`.
struct Atomically {
  explicit Atomically() = default;
};
inline constexpr Atomically atomically{};

/// Records commands, nests, and executes them as one batch.
///
/// A context of a client or a registry is a root: its execute() makes one round trip for each connection that has
/// something to do. A context of another context is nested: its execute() hands everything to its parent, behind what
/// the parent has, and nothing leaves. Recording does no I/O and takes no connection.
///
/// An atomic one is a transaction: its commands are sent between MULTI and EXEC, in the same round trip, so the server
/// executes all of them with nothing of others in between, or none when it refuses one. Contexts that are nested in it,
/// atomic or not, are part of it. A transaction has one connection.
///
/// Destroyed without execute(), or discarded, it leaves its parent as it was, and its results read as Discarded.
/// A whole tree of contexts belongs to one thread at a time. Neither copied nor moved.
class TRIBUTARY_API PipelineContext : public Commands {
 public:
  /// A root when `parent` is a client, nested when it is a context.
  [[nodiscard]] explicit PipelineContext(Commands& parent, const PipelineOptions& options = {})
      : Commands{context_}, context_{parent.context_, parent.executor_, options} {}
  /// Nested in `parent`. It copies nothing, although the language takes this for a copy constructor.
  [[nodiscard]] explicit PipelineContext(PipelineContext& parent) : PipelineContext{static_cast<Commands&>(parent)} {}
  /// Nested in `parent`, for the connection of that name.
  ///
  /// Errors:   UsageError when the root was not made from Connections and has another name
  [[nodiscard]] PipelineContext(PipelineContext& parent, std::string_view connection);
  /// The same for a reusable function, which may have been given a client, or a context of one client: these know no
  /// names, and are used whatever it says. So does the `.connection` of a keyspace.
  [[nodiscard]] PipelineContext(Commands& parent, std::string_view connection, const PipelineOptions& options = {});
  /// A root for the client that `connections` knows by that name when the batch executes.
  [[nodiscard]] PipelineContext(const Connections& connections, std::string_view connection,
                                const PipelineOptions& options = {});

  /// The same, atomic. Nested in an atomic one it joins that.
  [[nodiscard]] PipelineContext(Commands& parent, Atomically) : PipelineContext{parent} { context_.make_atomic(); }
  [[nodiscard]] PipelineContext(PipelineContext& parent, std::string_view connection, Atomically);
  [[nodiscard]] PipelineContext(Commands& parent, std::string_view connection, Atomically);
  [[nodiscard]] PipelineContext(const Connections& connections, std::string_view connection, Atomically);

  [[gnu::always_inline]] inline ~PipelineContext() = default;  // of one that was executed, a few instructions

  /// Root: sends what was recorded, fills every result, then runs the continuations and callbacks. Nested: hands all of
  /// it to the parent. Either way this context is empty afterwards, so executing twice sends nothing twice.
  ///
  /// Returns the number of commands that failed; 0 when nested.
  ///
  /// Errors:   with Errors::raise, after everything is filled: TransportError when a connection failed, else
  ///           the ServerError or DecodeError of the first command that failed; then no callback runs.
  ///           UnknownConnection, and nothing is sent or lost. UsageError when the parent is gone.
  ///           What a callback threw: the first, after all have run
  std::size_t execute(Errors errors = Errors::raise) { return context_.execute(errors); }
  /// The same with a deadline, or what may end it early: `pipe.execute({.deadline = 50ms})`.
  ///
  /// Errors:   std::invalid_argument for a negative deadline; else as above
  std::size_t execute(const ExecuteOptions& options) { return context_.execute(options); }

  /// Calls `callback()` when the outermost context has executed and every result is there, after those that were
  /// registered before. A callback may register others, which run in the same execute.
  template <class F>
    requires std::is_invocable_v<std::decay_t<F>&>
  void on_execute(F&& callback) {
    context_.on_execute(detail::make_callback(std::forward<F>(callback)));
  }

  /// Forgets what was recorded and registered here and not executed. The context can be used again.
  void discard() noexcept { context_.discard(); }

  /// Commands that wait here for execute().
  [[nodiscard]] std::size_t size() const noexcept { return context_.size(); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

 private:
  detail::Context context_;
};

namespace detail {

template <class F>
auto call_and_execute(PipelineContext& pipe, F&& function) {
  if constexpr (std::is_void_v<std::invoke_result_t<F, PipelineContext&>>) {
    std::forward<F>(function)(pipe);
    pipe.execute();
  } else {
    auto result = std::forward<F>(function)(pipe);
    pipe.execute();
    return result;
  }
}

}  // namespace detail

/// Calls `function(pipe)` with a new context of `parent`, executes it when the function returns, and discards it when
/// the function throws. Returns what the function returned.
template <class F>
auto pipelined(Commands& parent, F&& function) {
  PipelineContext pipe{parent};
  return detail::call_and_execute(pipe, std::forward<F>(function));
}
/// The same with an atomic context.
template <class F>
auto pipelined(Commands& parent, Atomically, F&& function) {
  PipelineContext pipe{parent, atomically};
  return detail::call_and_execute(pipe, std::forward<F>(function));
}

}  // namespace tributary
