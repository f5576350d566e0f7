#include <tributary/commands/acl_log_entry.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using LogField = ReplyField<AclLogEntry>;

/// Seconds with a fraction.
void read_age(AclLogEntry& out, const ReplyView& reply) {
  constexpr double kLongest = 1e12;  // far beyond the age of any server, and not beyond what milliseconds can count
  const auto seconds = tributary::decode<double>(reply);
  if (!(seconds >= 0 && seconds <= kLongest)) throw_unexpected_reply("an age in seconds", reply);
  out.age = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{seconds});
}

constexpr std::array kAclLogFields{
    LogField{"count", &read_member<&AclLogEntry::count>, kRequired},
    LogField{"reason", &read_member<&AclLogEntry::reason>, kRequired},
    LogField{"context", &read_member<&AclLogEntry::context>, kRequired},
    LogField{"object", &read_member<&AclLogEntry::object>, kRequired},
    LogField{"username", &read_member<&AclLogEntry::username>, kRequired},
    LogField{"age-seconds", &read_age, kRequired},
    LogField{"client-info", &read_member<&AclLogEntry::client>, kRequired},
    LogField{"entry-id", &read_member<&AclLogEntry::id>},
    LogField{"timestamp-created", &read_time<&AclLogEntry::created>},
    LogField{"timestamp-last-updated", &read_time<&AclLogEntry::updated>},
};

}  // namespace

AclLogEntry Codec<AclLogEntry>::from_reply(const ReplyView& reply) { return struct_from(reply, kAclLogFields); }

}  // namespace tributary
