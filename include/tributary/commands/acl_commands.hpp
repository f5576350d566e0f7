#pragma once

#include <tributary/commands/acl_log_entry.hpp>
#include <tributary/commands/acl_user.hpp>
#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The users of the server and what they may do.
class TRIBUTARY_API AclCommands : public detail::CommandGroup<AclCommands> {
 public:
  /// The categories of commands, without their `@`.
  ///
  /// Sends:    ACL CAT
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Cost:     O(1)
  /// Source:   redis.io/commands/acl-cat, since 6.0.0
  DeferredResult<std::vector<std::string>> acl_cat();
  /// The commands of a category.
  ///
  /// Sends:    ACL CAT category
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Errors:   ERR when there is no such category
  /// Cost:     O(N) for N commands
  /// Source:   redis.io/commands/acl-cat, since 6.0.0
  DeferredResult<std::vector<std::string>> acl_cat(std::string_view category);

  /// Deletes a user, whose connections are closed.
  ///
  /// Sends:    ACL DELUSER name
  /// Reply:    integer 0 or 1 -> bool, true when there was such a user
  /// Errors:   ERR for the user "default"
  /// Source:   redis.io/commands/acl-deluser, since 6.0.0
  template <SingleArgument Name>
  DeferredResult<bool> acl_deluser(const Name& name) {
    return acl_deluser_one(name);
  }
  /// Deletes several users.
  ///
  /// Sends:    ACL DELUSER name...
  /// Reply:    integer -> std::int64_t, the number of those that there were
  /// Errors:   std::invalid_argument for an empty list; ERR when the user "default" is among them
  /// Source:   redis.io/commands/acl-deluser, since 6.0.0
  DeferredResult<std::int64_t> acl_deluser(Arguments names);

  /// Asks whether a user may run a command, which is not executed: `acl_dryrun("joe", {"GET", "key"})`.
  ///
  /// Sends:    ACL DRYRUN user word...
  /// Reply:    status OK -> std::nullopt, which means yes; bulk string -> std::string, why not
  /// Errors:   std::invalid_argument for an empty list; ERR when there is no such user or command
  /// Source:   redis.io/commands/acl-dryrun, since 7.0.0
  DeferredResult<std::optional<std::string>> acl_dryrun(std::string_view user, Arguments words);

  /// A random password, in hexadecimal.
  ///
  /// Sends:    ACL GENPASS bits
  /// Reply:    bulk string -> std::string
  /// Errors:   ERR unless bits is from 1 to 4096
  /// Cost:     O(1)
  /// Source:   redis.io/commands/acl-genpass, since 6.0.0
  DeferredResult<std::string> acl_genpass(std::int64_t bits = 256);

  /// The rules of a user.
  ///
  /// Sends:    ACL GETUSER name
  /// Reply:    array of names and values -> AclUser, nil -> std::nullopt when there is no such user
  /// Source:   redis.io/commands/acl-getuser, since 6.0.0; a reply as of 7.0.0 is needed
  DeferredResult<std::optional<AclUser>> acl_getuser(std::string_view name);

  /// The rules of all users, each as a line of an ACL file.
  ///
  /// Sends:    ACL LIST
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Cost:     O(N) for N users
  /// Source:   redis.io/commands/acl-list, since 6.0.0
  DeferredResult<std::vector<std::string>> acl_list();

  /// Reads the ACL file again, and takes all of it or nothing.
  ///
  /// Sends:    ACL LOAD
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when the server has no ACL file, or the file is wrong
  /// Cost:     O(N) for N users
  /// Source:   redis.io/commands/acl-load, since 6.0.0
  DeferredResult<Ok> acl_load();

  /// What users were denied, the latest first, up to `count` of it.
  ///
  /// Sends:    ACL LOG count
  /// Reply:    array -> std::vector<AclLogEntry>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(N) for N entries
  /// Source:   redis.io/commands/acl-log, since 6.0.0
  DeferredResult<std::vector<AclLogEntry>> acl_log(std::int64_t count = 10);

  /// Forgets what users were denied.
  ///
  /// Sends:    ACL LOG RESET
  /// Reply:    status OK -> Ok
  /// Cost:     O(N) for N entries
  /// Source:   redis.io/commands/acl-log, since 6.0.0
  DeferredResult<Ok> acl_log_reset();

  /// Writes the users to the ACL file.
  ///
  /// Sends:    ACL SAVE
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when the server has no ACL file, or it cannot be written
  /// Cost:     O(N) for N users
  /// Source:   redis.io/commands/acl-save, since 6.0.0
  DeferredResult<Ok> acl_save();

  /// Changes the rules of a user, who is created when there is none of that name:
  /// `acl_setuser("joe", {"on", ">secret", "~joe:*", "+@read"})`. A user without rules may do nothing.
  ///
  /// Sends:    ACL SETUSER name [rule...]
  /// Reply:    status OK -> Ok
  /// Errors:   ERR for a rule that is wrong; nothing is changed then
  /// Cost:     O(N) for N rules
  /// Source:   redis.io/commands/acl-setuser, since 6.0.0
  DeferredResult<Ok> acl_setuser(std::string_view name, Arguments rules = {});

  /// The names of all users.
  ///
  /// Sends:    ACL USERS
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Cost:     O(N) for N users
  /// Source:   redis.io/commands/acl-users, since 6.0.0
  DeferredResult<std::vector<std::string>> acl_users();

  /// The user of the connection that carried this command.
  ///
  /// Sends:    ACL WHOAMI
  /// Reply:    bulk string -> std::string
  /// Cost:     O(1)
  /// Source:   redis.io/commands/acl-whoami, since 6.0.0
  DeferredResult<std::string> acl_whoami();

 private:
  DeferredResult<bool> acl_deluser_one(const Argument& name);
};

}  // namespace tributary
