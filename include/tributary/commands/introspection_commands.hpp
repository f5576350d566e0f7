#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/command_info.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The commands of the server. COMMAND without a subcommand and COMMAND DOCS are left out: their replies nest up to 8
/// and 12 arrays, and hiredis' reader ends the connection at the eighth.
class TRIBUTARY_API IntrospectionCommands : public detail::CommandGroup<IntrospectionCommands> {
 public:
  /// Counts the commands.
  ///
  /// Sends:    COMMAND COUNT
  /// Reply:    integer -> std::int64_t, without subcommands
  /// Cost:     O(1)
  /// Source:   redis.io/commands/command-count, since 2.8.13
  DeferredResult<std::int64_t> command_count();

  /// Finds the keys of a command, which is not executed: `command_getkeys({"SET", "key", "value"})`.
  ///
  /// Sends:    COMMAND GETKEYS word...
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Errors:   std::invalid_argument for an empty list; ERR when it is no command, or has no key
  /// Cost:     O(N) for N words
  /// Source:   redis.io/commands/command-getkeys, since 2.8.13
  DeferredResult<std::vector<std::string>> command_getkeys(Arguments words);

  /// Finds the keys of a command, which is not executed, and what it does to each.
  ///
  /// Sends:    COMMAND GETKEYSANDFLAGS word...
  /// Reply:    array of keys and flags -> std::vector<KeyWithFlags>
  /// Errors:   std::invalid_argument for an empty list; ERR when it is no command, or has no key
  /// Cost:     O(N) for N words
  /// Source:   redis.io/commands/command-getkeysandflags, since 7.0.0
  DeferredResult<std::vector<KeyWithFlags>> command_getkeysandflags(Arguments words);

  /// Facts about one command: `command_info("GET")`, `command_info("CONFIG|GET")`.
  ///
  /// Not about a command that is a container of subcommands with keys: its reply nests 8 arrays, and hiredis' reader
  /// ends the connection at the eighth. MEMORY, OBJECT, XGROUP and XINFO are those of Redis 7.0 to 8.0 and Valkey 8.1,
  /// and are refused; a container of a module is not known here. Their subcommands can be asked about: "XGROUP|CREATE".
  ///
  /// Sends:    COMMAND INFO name
  /// Reply:    array of one -> CommandInfo, std::nullopt when there is no such command
  /// Errors:   std::invalid_argument for MEMORY, OBJECT, XGROUP and XINFO
  /// Cost:     O(1)
  /// Source:   redis.io/commands/command-info, since 2.8.13, subcommands since 7.0.0
  template <std::convertible_to<std::string_view> Name>
  DeferredResult<std::optional<CommandInfo>> command_info(const Name& name) {
    return command_info_one(name);
  }
  /// Facts about several commands, each in the place of its name.
  ///
  /// Sends:    COMMAND INFO name...
  /// Reply:    array -> std::vector<std::optional<CommandInfo>>, std::nullopt for what is no command
  /// Errors:   std::invalid_argument for an empty list, which would ask for all commands, for MEMORY, OBJECT, XGROUP
  ///           and XINFO, and for arguments that are no text
  /// Cost:     O(N) for N names
  /// Source:   redis.io/commands/command-info, since 2.8.13, subcommands since 7.0.0
  DeferredResult<std::vector<std::optional<CommandInfo>>> command_info(Arguments names);

  /// The names of the commands and, after a bar, of their subcommands.
  ///
  /// Sends:    COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern]
  /// Reply:    array of bulk strings -> std::vector<std::string>, empty when the module or category does not exist
  /// Errors:   std::invalid_argument for more than one filter
  /// Cost:     O(N) for N commands
  /// Source:   redis.io/commands/command-list, since 7.0.0
  DeferredResult<std::vector<std::string>> command_list(const CommandListOptions& which = {});

 private:
  DeferredResult<std::optional<CommandInfo>> command_info_one(std::string_view name);
};

}  // namespace tributary
