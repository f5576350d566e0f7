#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/flush_mode.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// The connection and the server. A client's connections are pooled: what a command says about its connection need not
/// hold for the next batch. Commands that change their connection are left to the client's options.
class TRIBUTARY_API ServerCommands : public detail::CommandGroup<ServerCommands> {
 public:
  /// The name of the connection that carried this command.
  ///
  /// Sends:    CLIENT GETNAME
  /// Reply:    bulk string -> std::string, nil -> std::nullopt when it has none
  /// Cost:     O(1)
  /// Source:   redis.io/commands/client-getname, since 2.6.9
  DeferredResult<std::optional<std::string>> client_getname();

  /// The number of the connection that carried this command, which the server never gives to another one.
  ///
  /// Sends:    CLIENT ID
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/client-id, since 5.0.0
  DeferredResult<std::int64_t> client_id();

  /// The number of keys in the database, those included that have expired and were not removed yet.
  ///
  /// Sends:    DBSIZE
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/dbsize, since 1.0.0
  DeferredResult<std::int64_t> dbsize();

  /// The message.
  ///
  /// Sends:    ECHO message
  /// Reply:    bulk string -> std::string
  /// Cost:     O(N) for N bytes
  /// Source:   redis.io/commands/echo, since 1.0.0
  DeferredResult<std::string> echo(const Argument& message);

  /// Deletes every key of the database.
  ///
  /// Sends:    FLUSHDB [ASYNC | SYNC]
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/flushdb, since 1.0.0
  DeferredResult<Ok> flushdb(FlushMode mode = FlushMode::configured);

  /// Facts about the server: lines of `name:value`, in sections that begin with `# Name`.
  ///
  /// Sends:    INFO [section]
  /// Reply:    bulk string -> std::string, empty for a section that does not exist; with no section the default ones
  /// Cost:     O(1)
  /// Source:   redis.io/commands/info, since 1.0.0
  DeferredResult<std::string> info(std::string_view section = {});

  /// "PONG".
  ///
  /// Sends:    PING
  /// Reply:    status -> std::string
  /// Cost:     O(1)
  /// Source:   redis.io/commands/ping, since 1.0.0
  DeferredResult<std::string> ping();
  /// The message.
  ///
  /// Sends:    PING message
  /// Reply:    bulk string -> std::string
  /// Cost:     O(N) for N bytes
  /// Source:   redis.io/commands/ping, since 2.8.0
  DeferredResult<std::string> ping(const Argument& message);

  /// The server's clock.
  ///
  /// Sends:    TIME
  /// Reply:    array of seconds and microseconds -> a point in time
  /// Cost:     O(1)
  /// Source:   redis.io/commands/time, since 2.6.0
  DeferredResult<std::chrono::sys_time<std::chrono::microseconds>> time();
};

}  // namespace tributary
