// A line of CLUSTER NODES, its words separated by one blank:
//
//   line    := id address flags master ping pong epoch link slots*
//   address := ip ":" port ["@" bus_port] ["," hostname ("," name "=" value)*]     ip may be empty, or have ":" in it
//   flags   := flag ("," flag)*
//   master  := id | "-"
//   ping, pong := milliseconds since 1970 | "0"
//   link    := "connected" | "disconnected"
//   slots   := slot | slot "-" slot | "[" slot "->-" id "]" | "[" slot "-<-" id "]"

#include <tributary/commands/cluster_node.hpp>

#include <tributary/codec/scalars.hpp>

#include "commands/text_cutter.hpp"

namespace tributary {

using namespace detail;

namespace {

std::int64_t number(std::string_view text) { return Codec<std::int64_t>::decode(text); }

std::string_view cut_word(std::string_view& rest, std::string_view expected) {
  const std::string_view word = cut(rest, ' ');
  if (word.empty()) throw_unexpected_text(expected, word);
  return word;
}

void read_address(ClusterNode& out, std::string_view text) {
  std::string_view rest = text;
  std::string_view place = cut(rest, ',');
  const auto colon = place.rfind(':');
  if (colon == std::string_view::npos) throw_unexpected_text("the address of a node", text);
  out.ip = place.substr(0, colon);
  place.remove_prefix(colon + 1);
  out.port = number(cut(place, '@'));
  if (!place.empty()) out.bus_port = number(place);
  out.hostname = cut(rest, ',');
  while (!rest.empty()) {
    const auto [name, value] = cut_field(cut(rest, ','), '=', "what a node tells about its address, name=value");
    out.others.emplace(name, value);
  }
}

std::optional<ClusterNode::TimePoint> ping_time_from(std::string_view text) {
  const std::chrono::milliseconds time{number(text)};
  if (time.count() == 0) return std::nullopt;
  return ClusterNode::TimePoint{time};
}

bool is_connected(std::string_view text) {
  if (text != "connected" && text != "disconnected") {
    throw_unexpected_text("\"connected\" or \"disconnected\"", text);
  }
  return text == "connected";
}

void read_slots(ClusterNode& out, std::string_view word) {
  std::string_view rest = word;
  if (!word.starts_with('[')) {
    const bool is_range = word.find('-') != std::string_view::npos;
    const std::int64_t first = number(cut(rest, '-'));
    out.slots.push_back({first, is_range ? number(rest) : first});
    return;
  }
  constexpr std::size_t kSign = 2;  // ">-" or "<-", when "-" is cut off
  rest.remove_prefix(1);
  const std::int64_t slot = number(cut(rest, '-'));
  const bool leaves = rest.starts_with(">-");
  if ((!leaves && !rest.starts_with("<-")) || !rest.ends_with(']') || rest.size() == kSign + 1) {
    throw_unexpected_text("a slot that moves", word);
  }
  const std::string_view node = rest.substr(kSign, rest.size() - kSign - 1);
  (leaves ? out.migrating : out.importing).push_back({slot, std::string{node}});
}

}  // namespace

ClusterNode Codec<ClusterNode>::decode(std::string_view line) {
  std::string_view rest = cut_line(line);
  ClusterNode out;
  out.id = cut_word(rest, "the id of a node");
  read_address(out, cut_word(rest, "the address of a node"));
  std::string_view flags = cut_word(rest, "the flags of a node");
  while (!flags.empty()) out.flags.emplace_back(cut(flags, ','));
  if (const auto master = cut_word(rest, "the master of a node"); master != "-") out.master = master;
  out.ping_sent = ping_time_from(cut_word(rest, "the last ping to a node"));
  out.pong_received = ping_time_from(cut_word(rest, "the last pong of a node"));
  out.config_epoch = number(cut_word(rest, "the epoch of a node"));
  out.connected = is_connected(cut_word(rest, "the state of a link"));
  while (!rest.empty()) {
    if (const auto word = cut(rest, ' '); !word.empty()) read_slots(out, word);
  }
  return out;
}

}  // namespace tributary
