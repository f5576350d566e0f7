#include <tributary/commands/acl_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

using Texts = std::vector<std::string>;

constexpr CommandTable kAclRows{
    CommandRow{"ACL CAT", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL DELUSER", -3, Access::none, Repeat::same_data, kNoKey},
    CommandRow{"ACL DRYRUN", -4, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL GENPASS", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL GETUSER", 3, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL LIST", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL LOAD", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL LOG", -2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL SAVE", 2, Access::none, Repeat::safe, kNoKey},
    // A second time it would add the same selectors again.
    CommandRow{"ACL SETUSER", -3, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"ACL USERS", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ACL WHOAMI", 2, Access::none, Repeat::safe, kNoKey},
};

/// ACL LOG with RESET forgets, a second time also what was recorded since.
constexpr CommandRow kLogReset = kAclRows["ACL LOG"].with(Repeat::unsafe);

std::optional<std::string> denial_from(const ReplyView& reply) {
  if (reply.kind() == ReplyKind::bulk) return std::string{reply.text()};
  decode<Ok>(reply);
  return std::nullopt;
}

}  // namespace

std::span<const CommandRow> detail::acl_command_rows() noexcept { return kAclRows.rows(); }

DeferredResult<Texts> AclCommands::acl_cat() { return record<Texts>(*this, kAclRows["ACL CAT"]); }

DeferredResult<Texts> AclCommands::acl_cat(std::string_view category) {
  return record<Texts>(*this, kAclRows["ACL CAT"], category);
}

DeferredResult<bool> AclCommands::acl_deluser_one(const Argument& name) {
  return record<bool>(*this, kAclRows["ACL DELUSER"], name);
}

DeferredResult<std::int64_t> AclCommands::acl_deluser(Arguments names) {
  require_some(names, "ACL DELUSER", "user");
  return record<std::int64_t>(*this, kAclRows["ACL DELUSER"], names);
}

DeferredResult<std::optional<std::string>> AclCommands::acl_dryrun(std::string_view user, Arguments words) {
  require_some(words, "ACL DRYRUN", "word");
  return record_with<&denial_from>(*this, kAclRows["ACL DRYRUN"], user, words);
}

DeferredResult<std::string> AclCommands::acl_genpass(std::int64_t bits) {
  return record<std::string>(*this, kAclRows["ACL GENPASS"], bits);
}

DeferredResult<std::optional<AclUser>> AclCommands::acl_getuser(std::string_view name) {
  return record<std::optional<AclUser>>(*this, kAclRows["ACL GETUSER"], name);
}

DeferredResult<Texts> AclCommands::acl_list() { return record<Texts>(*this, kAclRows["ACL LIST"]); }

DeferredResult<Ok> AclCommands::acl_load() { return record<Ok>(*this, kAclRows["ACL LOAD"]); }

DeferredResult<std::vector<AclLogEntry>> AclCommands::acl_log(std::int64_t count) {
  require_count("ACL LOG", count);
  return record<std::vector<AclLogEntry>>(*this, kAclRows["ACL LOG"], count);
}

DeferredResult<Ok> AclCommands::acl_log_reset() { return record<Ok>(*this, kLogReset, "RESET"); }

DeferredResult<Ok> AclCommands::acl_save() { return record<Ok>(*this, kAclRows["ACL SAVE"]); }

DeferredResult<Ok> AclCommands::acl_setuser(std::string_view name, Arguments rules) {
  return record<Ok>(*this, kAclRows["ACL SETUSER"], name, rules);
}

DeferredResult<Texts> AclCommands::acl_users() { return record<Texts>(*this, kAclRows["ACL USERS"]); }

DeferredResult<std::string> AclCommands::acl_whoami() { return record<std::string>(*this, kAclRows["ACL WHOAMI"]); }

}  // namespace tributary
