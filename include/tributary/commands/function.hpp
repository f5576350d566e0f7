#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/commands/script_result.hpp>

#include <memory>
#include <string>
#include <utility>

namespace tributary {

template <Decodable R>
class ServerFunction;

namespace detail {

struct Program;

TRIBUTARY_API std::shared_ptr<const Program> make_function_library(std::string source);
TRIBUTARY_API SlotHandle call_function(Commands& commands, const ResultType& type, const std::string& name,
                                       const std::shared_ptr<const Program>& library, const Arguments& keys,
                                       const Arguments& args);

}  // namespace detail

/// The source of a library of functions, beginning with `#!lua name=...`. Loaded where it is missing, in front of the
/// batch that calls one of its functions. A server that has a library of that name keeps its own: use function_load()
/// to replace it. A cheap handle; any thread may use it.
class [[nodiscard]] FunctionLibrary {
 public:
  explicit FunctionLibrary(std::string source) : program_{detail::make_function_library(std::move(source))} {}

  /// The function of that name, which answers with an R.
  template <Decodable R>
  ServerFunction<R> function(std::string name) const {
    return ServerFunction<R>{std::move(name), *this};
  }

 private:
  template <Decodable R>
  friend class ServerFunction;

  std::shared_ptr<const detail::Program> program_;
};

/// A function that the server keeps, which answers with an R. Called with a client or a context, as a Script is.
///
///     const FunctionLibrary counters{"#!lua name=counters\n redis.register_function('raise', ...)"};
///     const auto raise = counters.function<std::int64_t>("raise");
///     auto total = raise(pipe, {"counter"}, {5});
///
/// A function of a library is looked for like a script: when the server has lost it since, the call has not run, and is
/// sent once more behind the batch, with the library. In an atomic context, and in a streaming one, it is an error
/// then.
template <Decodable R>
class [[nodiscard]] ServerFunction {
 public:
  /// One whose library is on the server already.
  explicit ServerFunction(std::string name) : name_{std::move(name)} {}
  ServerFunction(std::string name, const FunctionLibrary& library)
      : name_{std::move(name)}, library_{library.program_} {}

  /// Calls the function with its keys and arguments.
  ///
  /// Sends:    FCALL name numkeys key... arg...
  /// Reply:    what the function returns -> R
  /// Errors:   in the result: what the function raises; ERR when the server does not have it
  /// Source:   redis.io/commands/fcall, since 7.0.0
  DeferredResult<R> operator()(Commands& redis, KeyList keys = {}, Arguments args = {}) const {
    return detail::deferred<R>(
        detail::call_function(redis, detail::script_result_type<R>(), name_, library_, keys, args));
  }

  const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
  std::shared_ptr<const detail::Program> library_;
};

}  // namespace tributary
