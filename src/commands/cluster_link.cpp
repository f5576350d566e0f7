#include <tributary/commands/cluster_link.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using L = ClusterLink;
using F = ReplyField<ClusterLink>;

constexpr std::array kFields{
    F{"direction", &read_member<&L::direction>, kRequired},
    F{"node", &read_member<&L::node>, kRequired},
    F{"create-time", &read_time<&L::created>, kRequired},
    F{"events", &read_member<&L::events>, kRequired},
    F{"send-buffer-allocated", &read_member<&L::send_buffer_allocated>, kRequired},
    F{"send-buffer-used", &read_member<&L::send_buffer_used>, kRequired},
};

}  // namespace

LinkDirection Codec<LinkDirection>::decode(std::string_view name) {
  if (name == "to") return LinkDirection::to;
  if (name == "from") return LinkDirection::from;
  throw_unexpected_text("\"to\" or \"from\"", name);
}

ClusterLink Codec<ClusterLink>::from_reply(const ReplyView& reply) { return struct_from(reply, kFields); }

}  // namespace tributary
