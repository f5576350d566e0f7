#include <tributary/commands/cluster_info.hpp>

#include "commands/reply_fields.hpp"
#include "commands/text_cutter.hpp"

namespace tributary {

using namespace detail;

namespace {

using ClusterField = TextField<ClusterInfo>;

void read_state(ClusterInfo& out, const std::string_view& text) {
  if (text != "ok" && text != "fail") throw_unexpected_text("\"ok\" or \"fail\"", text);
  out.ok = text == "ok";
}

constexpr std::array kClusterFields{
    ClusterField{"cluster_state", &read_state, kRequired},
    ClusterField{"cluster_slots_assigned", &read_member<&ClusterInfo::slots_assigned>},
    ClusterField{"cluster_slots_ok", &read_member<&ClusterInfo::slots_ok>},
    ClusterField{"cluster_slots_pfail", &read_member<&ClusterInfo::slots_pfail>},
    ClusterField{"cluster_slots_fail", &read_member<&ClusterInfo::slots_fail>},
    ClusterField{"cluster_known_nodes", &read_member<&ClusterInfo::known_nodes>},
    ClusterField{"cluster_size", &read_member<&ClusterInfo::size>},
    ClusterField{"cluster_current_epoch", &read_member<&ClusterInfo::current_epoch>},
    ClusterField{"cluster_my_epoch", &read_member<&ClusterInfo::my_epoch>},
    ClusterField{"cluster_stats_messages_sent", &read_member<&ClusterInfo::messages_sent>},
    ClusterField{"cluster_stats_messages_received", &read_member<&ClusterInfo::messages_received>},
};

}  // namespace

ClusterInfo Codec<ClusterInfo>::decode(std::string_view text) {
  ClusterInfo out;
  FieldsReader reader{kClusterFields};
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto [name, value] = cut_field(cut_line(rest), ':', "a line of CLUSTER INFO, name:value");
    if (!reader.read(out, name, value)) out.others.emplace(name, value);
  }
  if (!reader.missing().empty()) throw_unexpected_text("CLUSTER INFO with a field " + quote(reader.missing()), text);
  return out;
}

}  // namespace tributary
