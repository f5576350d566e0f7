#include <tributary/commands/acl_log_entry.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using E = AclLogEntry;
using F = ReplyField<AclLogEntry>;

/// Seconds with a fraction.
void read_age(AclLogEntry& out, const ReplyView& reply) {
  constexpr double kLongest = 1e12;  // far beyond the age of any server, and not beyond what milliseconds can count
  const auto seconds = tributary::decode<double>(reply);
  if (!(seconds >= 0 && seconds <= kLongest)) throw_unexpected_reply("an age in seconds", reply);
  out.age = std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{seconds});
}

constexpr std::array kFields{
    F{"count", &read_member<&E::count>, kRequired},        F{"reason", &read_member<&E::reason>, kRequired},
    F{"context", &read_member<&E::context>, kRequired},    F{"object", &read_member<&E::object>, kRequired},
    F{"username", &read_member<&E::username>, kRequired},  F{"age-seconds", &read_age, kRequired},
    F{"client-info", &read_member<&E::client>, kRequired}, F{"entry-id", &read_member<&E::id>},
    F{"timestamp-created", &read_time<&E::created>},       F{"timestamp-last-updated", &read_time<&E::updated>},
};

}  // namespace

AclLogEntry Codec<AclLogEntry>::from_reply(const ReplyView& reply) { return struct_from(reply, kFields); }

}  // namespace tributary
