#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/flush_mode.hpp>
#include <tributary/commands/script_result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Lua scripts that run on the server, nothing else beside them.
///
/// R is what the script returns: a Lua integer is an integer (numbers lose their fraction), a string a bulk string, a
/// table an array up to its first nil, true is 1, and false and nil are nil: R is bool, or an optional. An error of
/// the script is a ServerError. Tables may nest seven deep: deeper ones cost the connection, as hiredis cannot read
/// them. What the script reads or writes must be named by its keys; all else belongs to its
/// arguments. ClientOptions::timeout holds for scripts too.
class TRIBUTARY_API ScriptCommands : public detail::CommandGroup<ScriptCommands> {
 public:
  /// Runs a script: `eval<std::int64_t>("return #KEYS + ARGV[1]", {"k"}, {41})`. The server keeps each different
  /// source.
  ///
  /// Sends:    EVAL source numkeys key... argument...
  /// Reply:    what the script returns -> R
  /// Source:   redis.io/commands/eval, since 2.6.0
  template <Decodable R>
  DeferredResult<R> eval(std::string_view source, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(eval_as(detail::script_result_type<R>(), source, keys, arguments));
  }

  /// Runs a script that only reads; replicas take it too.
  ///
  /// Sends:    EVAL_RO source numkeys key... argument...
  /// Reply:    what the script returns -> R
  /// Errors:   ERR when it writes
  /// Source:   redis.io/commands/eval_ro, since 7.0.0
  template <Decodable R>
  DeferredResult<R> eval_ro(std::string_view source, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(eval_ro_as(detail::script_result_type<R>(), source, keys, arguments));
  }

  /// Runs a script that the server has, by the SHA-1 that script_load() returned.
  ///
  /// Sends:    EVALSHA sha1 numkeys key... argument...
  /// Reply:    what the script returns -> R
  /// Errors:   NOSCRIPT when the server does not have it (any more): it is lost at a restart
  /// Source:   redis.io/commands/evalsha, since 2.6.0
  template <Decodable R>
  DeferredResult<R> evalsha(std::string_view sha1, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(evalsha_as(detail::script_result_type<R>(), sha1, keys, arguments));
  }

  /// Runs a script that the server has and that only reads; replicas take it too.
  ///
  /// Sends:    EVALSHA_RO sha1 numkeys key... argument...
  /// Reply:    what the script returns -> R
  /// Errors:   NOSCRIPT when the server does not have it (any more); ERR when it writes
  /// Source:   redis.io/commands/evalsha_ro, since 7.0.0
  template <Decodable R>
  DeferredResult<R> evalsha_ro(std::string_view sha1, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(evalsha_ro_as(detail::script_result_type<R>(), sha1, keys, arguments));
  }

  /// Tells whether the server has a script.
  ///
  /// Sends:    SCRIPT EXISTS sha1
  /// Reply:    array of one integer 0 or 1 -> bool
  /// Source:   redis.io/commands/script-exists, since 2.6.0
  template <SingleArgument Sha1>
  DeferredResult<bool> script_exists(const Sha1& sha1) {
    return script_exists_one(sha1);
  }
  /// Tells which scripts the server has, each in its place.
  ///
  /// Sends:    SCRIPT EXISTS sha1...
  /// Reply:    array of integers 0 or 1 -> std::vector<bool>
  /// Errors:   std::invalid_argument for an empty list
  /// Source:   redis.io/commands/script-exists, since 2.6.0
  DeferredResult<std::vector<bool>> script_exists(Arguments sha1s);

  /// Forgets all scripts, also those of others.
  ///
  /// Sends:    SCRIPT FLUSH [ASYNC|SYNC]
  /// Reply:    OK
  /// Source:   redis.io/commands/script-flush, since 2.6.0, modes since 6.2.0
  DeferredResult<Ok> script_flush(FlushMode mode = FlushMode::configured);

  /// Ends the script that is running, unless it has written something.
  ///
  /// Sends:    SCRIPT KILL
  /// Reply:    OK; the script's own result is an ERR
  /// Errors:   NOTBUSY when none is running; UNKILLABLE when it has written
  /// Source:   redis.io/commands/script-kill, since 2.6.0
  DeferredResult<Ok> script_kill();

  /// Gives a script to the server without running it, for evalsha().
  ///
  /// Sends:    SCRIPT LOAD source
  /// Reply:    bulk string -> std::string, its SHA-1 in 40 hexadecimal digits
  /// Errors:   ERR when it cannot be compiled
  /// Source:   redis.io/commands/script-load, since 2.6.0
  DeferredResult<std::string> script_load(std::string_view source);

 private:
  DeferredResult<bool> script_exists_one(const Argument& sha1);

  detail::SlotHandle eval_as(const detail::ResultType& type, std::string_view source, const Arguments& keys,
                             const Arguments& arguments);
  detail::SlotHandle eval_ro_as(const detail::ResultType& type, std::string_view source, const Arguments& keys,
                                const Arguments& arguments);
  detail::SlotHandle evalsha_as(const detail::ResultType& type, std::string_view sha1, const Arguments& keys,
                                const Arguments& arguments);
  detail::SlotHandle evalsha_ro_as(const detail::ResultType& type, std::string_view sha1, const Arguments& keys,
                                   const Arguments& arguments);
};

}  // namespace tributary
