#include <tributary/commands/introspection_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kIntrospectionRows{
    CommandRow{"COMMAND COUNT", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"COMMAND GETKEYS", -4, Access::none, Repeat::safe, kNoKey},
    CommandRow{"COMMAND GETKEYSANDFLAGS", -4, Access::none, Repeat::safe, kNoKey},
    CommandRow{"COMMAND INFO", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"COMMAND LIST", -2, Access::none, Repeat::safe, kNoKey},
};

/// The containers whose subcommands have keys: COMMAND INFO about one of them nests 8 arrays,
/// reply > command > subcommands > subcommand > key specifications > one > find_keys > spec.
constexpr std::array<std::string_view, 4> kTooDeep{"MEMORY", "OBJECT", "XGROUP", "XINFO"};

bool is_same_name(std::string_view name, std::string_view upper_case) noexcept {
  return std::equal(name.begin(), name.end(), upper_case.begin(), upper_case.end(),
                    [](char c, char upper) { return (c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) == upper; });
}

void require_readable(std::string_view name) {
  for (const std::string_view container : kTooDeep) {
    if (is_same_name(name, container)) {
      throw std::invalid_argument{fmt::format(
          "COMMAND INFO {}: the reply nests deeper than hiredis can read; ask about its subcommands, {}|...", name,
          container)};
    }
  }
}

struct RequireReadable final : ArgumentVisitor {
  void visit(const Argument& name) override {
    if (name.kind() != Argument::Kind::text) throw std::invalid_argument{"COMMAND INFO: a name must be text"};
    require_readable(name.text());
  }
};

std::optional<CommandInfo> one_info_from(const ReplyView& reply) {
  require_array_of(reply, 1);
  return decode<std::optional<CommandInfo>>(*reply.begin());
}

}  // namespace

std::span<const CommandRow> detail::introspection_command_rows() noexcept { return kIntrospectionRows.rows(); }

DeferredResult<std::int64_t> IntrospectionCommands::command_count() {
  return record<std::int64_t>(*this, kIntrospectionRows["COMMAND COUNT"]);
}

DeferredResult<std::vector<std::string>> IntrospectionCommands::command_getkeys(Arguments words) {
  require_some(words, "COMMAND GETKEYS", "word");
  return record<std::vector<std::string>>(*this, kIntrospectionRows["COMMAND GETKEYS"], words);
}

DeferredResult<std::vector<KeyWithFlags>> IntrospectionCommands::command_getkeysandflags(Arguments words) {
  require_some(words, "COMMAND GETKEYSANDFLAGS", "word");
  return record<std::vector<KeyWithFlags>>(*this, kIntrospectionRows["COMMAND GETKEYSANDFLAGS"], words);
}

DeferredResult<std::optional<CommandInfo>> IntrospectionCommands::command_info_one(std::string_view name) {
  require_readable(name);
  return record_with<&one_info_from>(*this, kIntrospectionRows["COMMAND INFO"], name);
}

DeferredResult<std::vector<std::optional<CommandInfo>>> IntrospectionCommands::command_info(Arguments names) {
  require_some(names, "COMMAND INFO", "name");
  RequireReadable check;
  names.for_each(check);
  return record<std::vector<std::optional<CommandInfo>>>(*this, kIntrospectionRows["COMMAND INFO"], names);
}

DeferredResult<std::vector<std::string>> IntrospectionCommands::command_list(const CommandListOptions& which) {
  if (which.module.has_value() + which.acl_category.has_value() + which.pattern.has_value() > 1) {
    throw std::invalid_argument{"COMMAND LIST: at most one of module, acl_category and pattern"};
  }
  Words words;
  if (which.module) words.add("FILTERBY", "MODULE", *which.module);
  if (which.acl_category) words.add("FILTERBY", "ACLCAT", *which.acl_category);
  if (which.pattern) words.add("FILTERBY", "PATTERN", *which.pattern);
  return record<std::vector<std::string>>(*this, kIntrospectionRows["COMMAND LIST"], words);
}

}  // namespace tributary
