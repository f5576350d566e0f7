// A line of CLIENT LIST:
//
//   line  := field (" " field)*        no line end in it
//   field := name "=" value            the value may be empty
//
// Only the path of a unix socket, in addr and laddr, may have blanks: a word without "=" belongs to the value before
// it.

#include <tributary/commands/client_info.hpp>

#include "commands/reply_fields.hpp"
#include "commands/text_cutter.hpp"

namespace tributary {

using namespace detail;

namespace {

using C = ClientInfo;
using F = TextField<ClientInfo>;

void read_cmd(ClientInfo& out, const std::string_view& text) {
  if (text != "NULL") out.cmd = text;
}

constexpr std::array kFields{
    F{"id", &read_member<&C::id>, kRequired},
    F{"addr", &read_member<&C::addr>},
    F{"laddr", &read_member<&C::laddr>},
    F{"fd", &read_member<&C::fd>},
    F{"name", &read_member<&C::name>},
    F{"age", &read_member<&C::age>},
    F{"idle", &read_member<&C::idle>},
    F{"flags", &read_member<&C::flags>},
    F{"db", &read_member<&C::db>},
    F{"sub", &read_member<&C::sub>},
    F{"psub", &read_member<&C::psub>},
    F{"ssub", &read_member<&C::ssub>},
    F{"multi", &read_unless_minus_one<&C::multi>},
    F{"watch", &read_member<&C::watch>},
    F{"qbuf", &read_member<&C::qbuf>},
    F{"qbuf-free", &read_member<&C::qbuf_free>},
    F{"argv-mem", &read_member<&C::argv_mem>},
    F{"multi-mem", &read_member<&C::multi_mem>},
    F{"rbs", &read_member<&C::rbs>},
    F{"rbp", &read_member<&C::rbp>},
    F{"obl", &read_member<&C::obl>},
    F{"oll", &read_member<&C::oll>},
    F{"omem", &read_member<&C::omem>},
    F{"tot-mem", &read_member<&C::tot_mem>},
    F{"events", &read_member<&C::events>},
    F{"cmd", &read_cmd},
    F{"user", &read_member<&C::user>},
    F{"redir", &read_unless_minus_one<&C::redir>},
    F{"resp", &read_member<&C::resp>},
    F{"lib-name", &read_member<&C::lib_name>},
    F{"lib-ver", &read_member<&C::lib_ver>},
};

/// The first field of `rest`, cut off.
std::string_view cut_client_field(std::string_view& rest) noexcept {
  const std::string_view all = rest;
  std::size_t size = cut(rest, ' ').size();
  while (!rest.empty()) {
    std::string_view behind = rest;
    if (cut(behind, ' ').find('=') != std::string_view::npos) break;
    size = all.size() - behind.size() - (behind.empty() ? 0 : 1);
    rest = behind;
  }
  return all.substr(0, size);
}

}  // namespace

ClientInfo Codec<ClientInfo>::decode(std::string_view line) {
  const std::string_view text = cut_line(line);
  std::string_view rest = text;
  if (rest.empty()) throw_unexpected_text("a connection", rest);
  ClientInfo out;
  FieldsReader reader{kFields};
  while (!rest.empty()) {
    const auto [name, value] = cut_field(cut_client_field(rest), '=', "a field of a connection, name=value");
    if (!reader.read(out, name, value)) out.others.emplace(name, value);
  }
  if (!reader.missing().empty()) throw_unexpected_text("a connection with a field " + quote(reader.missing()), text);
  return out;
}

}  // namespace tributary
