#pragma once

#include <tributary/commands/background_write.hpp>
#include <tributary/commands/command_group.hpp>
#include <tributary/commands/flush_mode.hpp>
#include <tributary/commands/loaded_module.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// What INFO tells: section -> name -> value, all as the server writes them, such as "Server" -> "redis_version".
using InfoSections = std::map<std::string, std::map<std::string, std::string>>;

/// The server, its databases and its files. DEBUG, FAILOVER, MODULE LOAD and UNLOAD, MONITOR, PSYNC, REPLICAOF and
/// SHUTDOWN are for operators and left out.
class TRIBUTARY_API ServerCommands : public detail::CommandGroup<ServerCommands> {
 public:
  /// Starts to rewrite the append-only file, so that it gets as small as possible.
  ///
  /// Sends:    BGREWRITEAOF
  /// Reply:    status -> BackgroundWrite, scheduled while a BGSAVE runs
  /// Errors:   ERR while a rewrite runs already
  /// Cost:     a fork, which takes the longer the more memory the server has
  /// Source:   redis.io/commands/bgrewriteaof, since 1.0.0
  DeferredResult<BackgroundWrite> bgrewriteaof();

  /// Starts to save the databases. lastsave() tells when it is done.
  ///
  /// Sends:    BGSAVE [SCHEDULE]
  /// Reply:    status -> BackgroundWrite
  /// Errors:   ERR while a BGSAVE runs already, or while the append-only file is rewritten and `when_busy` is fail
  /// Cost:     a fork, which takes the longer the more memory the server has
  /// Source:   redis.io/commands/bgsave, since 1.0.0
  DeferredResult<BackgroundWrite> bgsave(WhenBusy when_busy = WhenBusy::fail);

  /// The number of keys in the database, those included that have expired and were not removed yet.
  ///
  /// Sends:    DBSIZE
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(1)
  /// Source:   redis.io/commands/dbsize, since 1.0.0
  DeferredResult<std::int64_t> dbsize();

  /// Deletes every key of every database.
  ///
  /// Sends:    FLUSHALL [ASYNC | SYNC]
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/flushall, since 1.0.0
  DeferredResult<Ok> flushall(FlushMode mode = FlushMode::configured);

  /// Deletes every key of the database.
  ///
  /// Sends:    FLUSHDB [ASYNC | SYNC]
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/flushdb, since 1.0.0
  DeferredResult<Ok> flushdb(FlushMode mode = FlushMode::configured);

  /// Facts about the server: lines of `name:value`, in sections that begin with `# Name`.
  ///
  /// Sends:    INFO section
  /// Reply:    bulk string -> std::string, empty for a section that does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/info, since 1.0.0
  template <SingleArgument Section>
  DeferredResult<std::string> info(const Section& section) {
    return info_one(section);
  }
  /// The same for several sections, or for the default ones when none is named.
  ///
  /// Sends:    INFO [section...]
  /// Reply:    bulk string -> std::string
  /// Cost:     O(1)
  /// Source:   redis.io/commands/info, several sections since 7.0.0
  DeferredResult<std::string> info(Arguments sections = {});

  /// Facts about the server, taken apart: `info_map("server")->at("Server").at("redis_version")`.
  ///
  /// Sends:    INFO section
  /// Reply:    bulk string -> InfoSections, empty for a section that does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/info, since 1.0.0
  template <SingleArgument Section>
  DeferredResult<InfoSections> info_map(const Section& section) {
    return info_map_one(section);
  }
  /// The same for several sections, or for the default ones when none is named.
  ///
  /// Sends:    INFO [section...]
  /// Reply:    bulk string -> InfoSections
  /// Cost:     O(1)
  /// Source:   redis.io/commands/info, several sections since 7.0.0
  DeferredResult<InfoSections> info_map(Arguments sections = {});

  /// When the databases were last saved, or the server was started.
  ///
  /// Sends:    LASTSAVE
  /// Reply:    integer -> a point in time
  /// Cost:     O(1)
  /// Source:   redis.io/commands/lastsave, since 1.0.0
  DeferredResult<std::chrono::sys_time<std::chrono::seconds>> lastsave();

  /// A drawing, and the version of the server.
  ///
  /// Sends:    LOLWUT [VERSION version]
  /// Reply:    bulk string -> std::string
  /// Source:   redis.io/commands/lolwut, since 5.0.0
  DeferredResult<std::string> lolwut(std::optional<std::int64_t> version = {});

  /// The modules of the server.
  ///
  /// Sends:    MODULE LIST
  /// Reply:    array -> std::vector<LoadedModule>
  /// Cost:     O(N) for N modules
  /// Source:   redis.io/commands/module-list, since 4.0.0
  DeferredResult<std::vector<LoadedModule>> module_list();

  /// Saves the databases. The server does nothing else meanwhile: use bgsave() where anybody waits for it.
  ///
  /// Sends:    SAVE
  /// Reply:    status OK -> Ok
  /// Errors:   ERR while a BGSAVE runs, or when the file cannot be written
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/save, since 1.0.0
  DeferredResult<Ok> save();

  /// Swaps two databases: whoever uses the one has the keys of the other at once.
  ///
  /// Sends:    SWAPDB first second
  /// Reply:    status OK -> Ok
  /// Errors:   ERR for a database that does not exist
  /// Cost:     O(N) for N clients that watch keys or are blocked by them
  /// Source:   redis.io/commands/swapdb, since 4.0.0
  DeferredResult<Ok> swapdb(std::int64_t first, std::int64_t second);

  /// The server's clock.
  ///
  /// Sends:    TIME
  /// Reply:    array of seconds and microseconds -> a point in time
  /// Cost:     O(1)
  /// Source:   redis.io/commands/time, since 2.6.0
  DeferredResult<std::chrono::sys_time<std::chrono::microseconds>> time();

 private:
  DeferredResult<std::string> info_one(const Argument& section);
  DeferredResult<InfoSections> info_map_one(const Argument& section);
};

}  // namespace tributary
