#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/flush_mode.hpp>
#include <tributary/commands/function_library_info.hpp>
#include <tributary/commands/function_options.hpp>
#include <tributary/commands/function_stats.hpp>
#include <tributary/commands/script_result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Functions: libraries of scripts that the server keeps, saves and gives to its replicas (since 7.0.0).
///
/// R is what a function returns, as in ScriptCommands.
class TRIBUTARY_API FunctionCommands : public detail::CommandGroup<FunctionCommands> {
 public:
  /// Calls a function: `fcall<std::int64_t>("move_stock", {"from", "to"}, {5})`.
  ///
  /// Sends:    FCALL function numkeys key... argument...
  /// Reply:    what the function returns -> R
  /// Errors:   ERR when there is no such function
  /// Source:   redis.io/commands/fcall, since 7.0.0
  template <Decodable R>
  DeferredResult<R> fcall(std::string_view function, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(fcall_as(detail::script_result_type<R>(), function, keys, arguments));
  }

  /// Calls a function that has the flag no-writes; replicas take it too.
  ///
  /// Sends:    FCALL_RO function numkeys key... argument...
  /// Reply:    what the function returns -> R
  /// Errors:   ERR when there is no such function, or when it has no such flag
  /// Source:   redis.io/commands/fcall_ro, since 7.0.0
  template <Decodable R>
  DeferredResult<R> fcall_ro(std::string_view function, KeyList keys = {}, Arguments arguments = {}) {
    return detail::deferred<R>(fcall_ro_as(detail::script_result_type<R>(), function, keys, arguments));
  }

  /// Deletes a library with its functions.
  ///
  /// Sends:    FUNCTION DELETE library
  /// Reply:    OK
  /// Errors:   ERR when there is no such library
  /// Source:   redis.io/commands/function-delete, since 7.0.0
  DeferredResult<Ok> function_delete(std::string_view library);

  /// All libraries in the server's own format, for function_restore().
  ///
  /// Sends:    FUNCTION DUMP
  /// Reply:    bulk string -> std::string, of any bytes
  /// Source:   redis.io/commands/function-dump, since 7.0.0
  DeferredResult<std::string> function_dump();

  /// Deletes all libraries.
  ///
  /// Sends:    FUNCTION FLUSH [ASYNC|SYNC]
  /// Reply:    OK
  /// Source:   redis.io/commands/function-flush, since 7.0.0
  DeferredResult<Ok> function_flush(FlushMode mode = FlushMode::configured);

  /// Ends the function that is running, unless it has written something.
  ///
  /// Sends:    FUNCTION KILL
  /// Reply:    OK; the function's own result is an ERR
  /// Errors:   NOTBUSY when none is running; UNKILLABLE when it has written
  /// Source:   redis.io/commands/function-kill, since 7.0.0
  DeferredResult<Ok> function_kill();

  /// The libraries and what they contain.
  ///
  /// Sends:    FUNCTION LIST [LIBRARYNAME pattern] [WITHCODE]
  /// Reply:    array -> std::vector<FunctionLibraryInfo>, in no order
  /// Cost:     O(N) for N functions
  /// Source:   redis.io/commands/function-list, since 7.0.0
  DeferredResult<std::vector<FunctionLibraryInfo>> function_list(const FunctionListOptions& options = {});

  /// Gives a library to the server. Its source begins with its engine and name: `#!lua name=mylib`.
  ///
  /// Sends:    FUNCTION LOAD [REPLACE] source
  /// Reply:    bulk string -> std::string, the library's name
  /// Errors:   ERR when it exists, when one of its functions does in another library, and when it cannot be compiled
  /// Source:   redis.io/commands/function-load, since 7.0.0
  DeferredResult<std::string> function_load(std::string_view source, const FunctionLoadOptions& options = {});

  /// Brings libraries back that function_dump() has read.
  ///
  /// Sends:    FUNCTION RESTORE dumped APPEND|FLUSH|REPLACE
  /// Reply:    OK
  /// Errors:   ERR when a library exists, and for bytes that are no dump
  /// Source:   redis.io/commands/function-restore, since 7.0.0
  DeferredResult<Ok> function_restore(const Argument& dumped, FunctionRestore policy = FunctionRestore::append);

  /// What is running, and how many libraries there are. A busy server answers it too.
  ///
  /// Sends:    FUNCTION STATS
  /// Reply:    array -> FunctionStats
  /// Cost:     O(1)
  /// Source:   redis.io/commands/function-stats, since 7.0.0
  DeferredResult<FunctionStats> function_stats();

 private:
  detail::SlotHandle fcall_as(const detail::ResultType& type, std::string_view function, const Arguments& keys,
                              const Arguments& arguments);
  detail::SlotHandle fcall_ro_as(const detail::ResultType& type, std::string_view function, const Arguments& keys,
                                 const Arguments& arguments);
};

}  // namespace tributary
