#pragma once

#include <tributary/codec/codec.hpp>

#include <string>
#include <vector>

namespace tributary {

/// What a user may do, in the language of ACL rules: `-@all +get`, `~user:* %R~shared:*`, `&news`.
struct AclPermissions {
  std::string commands{};
  std::string keys{};
  std::string channels{};

  friend bool operator==(const AclPermissions&, const AclPermissions&) = default;
};

/// A user of the server.
struct AclUser {
  std::vector<std::string> flags{};         ///< "on" or "off", and others such as "nopass"
  std::vector<std::string> passwords{};     ///< their SHA-256 hashes in hexadecimal
  AclPermissions permissions{};             ///< what is allowed to begin with
  std::vector<AclPermissions> selectors{};  ///< what is allowed as well, each by itself

  friend bool operator==(const AclUser&, const AclUser&) = default;
};

template <>
struct Codec<AclPermissions> {
  TRIBUTARY_API static AclPermissions from_reply(const ReplyView& reply);
};
template <>
struct Codec<AclUser> {
  TRIBUTARY_API static AclUser from_reply(const ReplyView& reply);
};

}  // namespace tributary
