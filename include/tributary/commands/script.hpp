#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/commands/script_result.hpp>

#include <memory>
#include <string>

namespace tributary {

namespace detail {

struct Program;

TRIBUTARY_API std::shared_ptr<const Program> make_script(std::string source);
TRIBUTARY_API const std::string& source_of(const Program& program) noexcept;
TRIBUTARY_API const std::string& sha1_of(const Program& program) noexcept;
TRIBUTARY_API SlotHandle call_script(Commands& commands, const ResultType& type,
                                     const std::shared_ptr<const Program>& program, const Arguments& keys,
                                     const Arguments& args);

}  // namespace detail

/// A Lua script that answers with an R: call it with a client, and it runs at once, or with a context, and it is
/// recorded among the others.
///
///     const Script<std::int64_t> raise{"return redis.call('INCRBY', KEYS[1], ARGV[1])"};
///     auto total = raise(pipe, {"counter"}, {5});
///
/// Each call sends EVALSHA. The source goes in front of the batch, in the same round trip: to a server that may not
/// have it when the batch holds nothing but calls of this script, and always when it holds anything else. So a batch of
/// calls alone may find that the server has forgotten the script since (SCRIPT FLUSH by somebody else): a call that was
/// refused for it has not run, and is sent once more, whole, when the batch has been answered. In an atomic context,
/// and in a streaming one, calls are whole from the beginning (EVAL) and always run in their place.
///
/// Make it once and keep it: making one computes the SHA-1 of the source. A cheap handle; any thread may use it.
template <Decodable R>
class [[nodiscard]] Script {
 public:
  explicit Script(std::string source) : program_{detail::make_script(std::move(source))} {}

  /// Calls the script with KEYS and ARGV.
  ///
  /// Sends:    EVALSHA sha1 numkeys key... arg..., or EVAL with the source
  /// Reply:    what the script returns -> R
  /// Errors:   in the result: what the script raises, and a source that does not compile
  /// Source:   redis.io/commands/evalsha, since 2.6.0
  DeferredResult<R> operator()(Commands& redis, KeyList keys = {}, Arguments args = {}) const {
    return detail::deferred<R>(detail::call_script(redis, detail::script_result_type<R>(), program_, keys, args));
  }

  const std::string& source() const noexcept { return detail::source_of(*program_); }
  /// The name by which servers know the script: 40 hexadecimal digits.
  const std::string& sha1() const noexcept { return detail::sha1_of(*program_); }

 private:
  std::shared_ptr<const detail::Program> program_;
};

}  // namespace tributary
