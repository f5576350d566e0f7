#include <tributary/commands/cluster_link.hpp>

#include "commands/reply_fields.hpp"

namespace tributary {

using namespace detail;

namespace {

using LinkField = ReplyField<ClusterLink>;

constexpr std::array kLinkFields{
    LinkField{"direction", &read_member<&ClusterLink::direction>, kRequired},
    LinkField{"node", &read_member<&ClusterLink::node>, kRequired},
    LinkField{"create-time", &read_time<&ClusterLink::created>, kRequired},
    LinkField{"events", &read_member<&ClusterLink::events>, kRequired},
    LinkField{"send-buffer-allocated", &read_member<&ClusterLink::send_buffer_allocated>, kRequired},
    LinkField{"send-buffer-used", &read_member<&ClusterLink::send_buffer_used>, kRequired},
};

}  // namespace

LinkDirection Codec<LinkDirection>::decode(std::string_view name) {
  if (name == "to") return LinkDirection::to;
  if (name == "from") return LinkDirection::from;
  throw_unexpected_text("\"to\" or \"from\"", name);
}

ClusterLink Codec<ClusterLink>::from_reply(const ReplyView& reply) { return struct_from(reply, kLinkFields); }

}  // namespace tributary
