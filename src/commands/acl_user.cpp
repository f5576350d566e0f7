#include <tributary/commands/acl_user.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr std::array kPermissionFields{
    ReplyField<AclPermissions>{"commands", &read_member<&AclPermissions::commands>},
    ReplyField<AclPermissions>{"keys", &read_member<&AclPermissions::keys>},
    ReplyField<AclPermissions>{"channels", &read_member<&AclPermissions::channels>},
};

constexpr std::array kUserFields{
    ReplyField<AclUser>{"flags", &read_member<&AclUser::flags>},
    ReplyField<AclUser>{"passwords", &read_member<&AclUser::passwords>},
    ReplyField<AclUser>{"selectors", &read_member<&AclUser::selectors>},
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
