#pragma once

#include <tributary/commands/client_filter.hpp>
#include <tributary/commands/client_info.hpp>
#include <tributary/commands/command_group.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// The connections of the server. A client's connections are pooled: what a command says about its connection need not
/// hold for the next batch. Commands that change their connection are left to the client's options: AUTH, HELLO,
/// SELECT, RESET, QUIT, CLIENT SETNAME, SETINFO, NO-EVICT, NO-TOUCH, REPLY, TRACKING and CACHING. CLIENT KILL with
/// nothing but an address is left out for the one with conditions.
class TRIBUTARY_API ConnectionCommands : public detail::CommandGroup<ConnectionCommands> {
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

  /// What the server knows about the connection that carried this command.
  ///
  /// Sends:    CLIENT INFO
  /// Reply:    bulk string, one line -> ClientInfo
  /// Cost:     O(1)
  /// Source:   redis.io/commands/client-info, since 6.2.0
  DeferredResult<ClientInfo> client_info();

  /// Closes the connections that the conditions hold for: `client_kill({.user = "joe"})`.
  ///
  /// Sends:    CLIENT KILL [ID id] [TYPE type] [USER user] [ADDR addr] [LADDR laddr] [MAXAGE seconds] SKIPME YES|NO
  /// Reply:    integer -> std::int64_t, the number of connections closed
  /// Errors:   std::invalid_argument without a condition; ERR for a user that does not exist
  /// Cost:     O(N) for N connections
  /// Source:   redis.io/commands/client-kill, since 2.8.12
  DeferredResult<std::int64_t> client_kill(const ClientKillOptions& which);

  /// The connections of the server: all, those of one type, or those with certain ids.
  ///
  /// Sends:    CLIENT LIST [TYPE NORMAL|MASTER|REPLICA|PUBSUB | ID id...]
  /// Reply:    bulk string, a line for each connection -> std::vector<ClientInfo>
  /// Errors:   std::invalid_argument for a type and ids together
  /// Cost:     O(N) for N connections
  /// Source:   redis.io/commands/client-list, since 2.4.0, TYPE since 5.0.0, ID since 6.2.0
  DeferredResult<std::vector<ClientInfo>> client_list(const ClientListOptions& which = {});

  /// Lets the commands of all connections wait, those of this client too: from this command on, what it covers is
  /// answered after the time. A pause longer than ClientOptions::timeout makes batches time out.
  ///
  /// Sends:    CLIENT PAUSE milliseconds WRITE|ALL
  /// Reply:    status OK -> Ok, at once
  /// Errors:   std::invalid_argument unless the time is positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/client-pause, since 3.0.0, modes since 6.2.0
  DeferredResult<Ok> client_pause(std::chrono::milliseconds time, PauseMode mode);

  /// Ends the wait of another connection's blocked command.
  ///
  /// Sends:    CLIENT UNBLOCK id TIMEOUT|ERROR
  /// Reply:    integer 0 or 1 -> bool, false when the connection does not exist or is not blocked
  /// Cost:     O(log N) for N connections
  /// Source:   redis.io/commands/client-unblock, since 5.0.0
  DeferredResult<bool> client_unblock(std::int64_t id, UnblockBy by = UnblockBy::timeout);

  /// Ends a pause of writes. One of all commands makes this one wait too, so it ends by itself first.
  ///
  /// Sends:    CLIENT UNPAUSE
  /// Reply:    status OK -> Ok, also when there was no pause
  /// Cost:     O(N) for N connections that wait
  /// Source:   redis.io/commands/client-unpause, since 6.2.0
  DeferredResult<Ok> client_unpause();

  /// The message.
  ///
  /// Sends:    ECHO message
  /// Reply:    bulk string -> std::string
  /// Cost:     O(N) for N bytes
  /// Source:   redis.io/commands/echo, since 1.0.0
  DeferredResult<std::string> echo(const Argument& message);

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
};

}  // namespace tributary
