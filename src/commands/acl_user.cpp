#include <tributary/commands/acl_user.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr std::array kPermissionFields{
    ReplyField<AclPermissions>{"commands", &read_member<&AclPermissions::commands>, kRequired},
    ReplyField<AclPermissions>{"keys", &read_member<&AclPermissions::keys>, kRequired},
    ReplyField<AclPermissions>{"channels", &read_member<&AclPermissions::channels>, kRequired},
};

constexpr std::array kUserFields{
    ReplyField<AclUser>{"flags", &read_member<&AclUser::flags>, kRequired},
    ReplyField<AclUser>{"passwords", &read_member<&AclUser::passwords>, kRequired},
    ReplyField<AclUser>{"selectors", &read_member<&AclUser::selectors>, kRequired},
};

}  // namespace

AclPermissions Codec<AclPermissions>::from_reply(const ReplyView& reply) {
  return struct_from(reply, kPermissionFields);
}

AclUser Codec<AclUser>::from_reply(const ReplyView& reply) {
  AclUser out = struct_from(reply, kUserFields);
  out.permissions = tributary::decode<AclPermissions>(reply);  // its fields stand among those of the user
  return out;
}

}  // namespace tributary
