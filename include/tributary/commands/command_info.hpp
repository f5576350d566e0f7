#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// What the server knows about one of its commands.
struct CommandInfo {
  std::string name{};                         ///< in lower case; a subcommand after a bar: `config|get`
  std::int64_t arity = 0;                     ///< number of words, those of the name included; negative for "at least"
  std::vector<std::string> flags{};           ///< such as "readonly"
  std::int64_t first_key = 0;                 ///< the word that is the first key, 0 when there is none at a fixed place
  std::int64_t last_key = 0;                  ///< the word that is the last one; negative: counted from the end
  std::int64_t key_step = 0;                  ///< words from one key to the next
  std::vector<std::string> acl_categories{};  ///< with their `@` (since 6.0.0)
  std::vector<std::string> tips{};            ///< since 7.0.0
  std::vector<std::string> subcommands{};     ///< their names (since 7.0.0)

  friend bool operator==(const CommandInfo&, const CommandInfo&) = default;
};

template <>
struct Codec<CommandInfo> {
  TRIBUTARY_API static CommandInfo from_reply(const ReplyView& reply);
};

/// A key of a command, with what the command does to it, such as "RW", "access" and "update".
struct KeyWithFlags {
  std::string key{};
  std::vector<std::string> flags{};

  friend bool operator==(const KeyWithFlags&, const KeyWithFlags&) = default;
};

template <>
struct Codec<KeyWithFlags> {
  TRIBUTARY_API static KeyWithFlags from_reply(const ReplyView& reply);
};

/// Which commands command_list() names. At most one of them; all commands without.
struct CommandListOptions {
  std::optional<std::string> module{};        ///< those of a module
  std::optional<std::string> acl_category{};  ///< those of an ACL category, without its `@`
  std::optional<std::string> pattern{};       ///< those whose names match, such as "x*"
};

}  // namespace tributary
