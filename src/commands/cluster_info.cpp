#include <tributary/commands/cluster_info.hpp>

#include "commands/reply_fields.hpp"
#include "commands/text_cutter.hpp"

namespace tributary {

using namespace detail;

namespace {

using C = ClusterInfo;
using F = TextField<ClusterInfo>;

void read_state(ClusterInfo& out, const std::string_view& text) {
  if (text != "ok" && text != "fail") throw_unexpected_text("\"ok\" or \"fail\"", text);
  out.ok = text == "ok";
}

constexpr std::array kFields{
    F{"cluster_state", &read_state, kRequired},
    F{"cluster_slots_assigned", &read_member<&C::slots_assigned>},
    F{"cluster_slots_ok", &read_member<&C::slots_ok>},
    F{"cluster_slots_pfail", &read_member<&C::slots_pfail>},
    F{"cluster_slots_fail", &read_member<&C::slots_fail>},
    F{"cluster_known_nodes", &read_member<&C::known_nodes>},
    F{"cluster_size", &read_member<&C::size>},
    F{"cluster_current_epoch", &read_member<&C::current_epoch>},
    F{"cluster_my_epoch", &read_member<&C::my_epoch>},
    F{"cluster_stats_messages_sent", &read_member<&C::messages_sent>},
    F{"cluster_stats_messages_received", &read_member<&C::messages_received>},
};

}  // namespace

ClusterInfo Codec<ClusterInfo>::decode(std::string_view text) {
  ClusterInfo out;
  FieldsReader reader{kFields};
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto [name, value] = cut_field(cut_line(rest), ':', "a line of CLUSTER INFO, name:value");
    if (!reader.read(out, name, value)) out.others.emplace(name, value);
  }
  if (!reader.missing().empty()) throw_unexpected_text("CLUSTER INFO with a field " + quote(reader.missing()), text);
  return out;
}

}  // namespace tributary
