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

using ClientField = TextField<ClientInfo>;

void read_cmd(ClientInfo& out, const std::string_view& text) {
  if (text != "NULL") out.cmd = text;
}

constexpr std::array kClientFields{
    ClientField{"id", &read_member<&ClientInfo::id>, kRequired},
    ClientField{"addr", &read_member<&ClientInfo::addr>},
    ClientField{"laddr", &read_member<&ClientInfo::laddr>},
    ClientField{"fd", &read_member<&ClientInfo::fd>},
    ClientField{"name", &read_member<&ClientInfo::name>},
    ClientField{"age", &read_member<&ClientInfo::age>},
    ClientField{"idle", &read_member<&ClientInfo::idle>},
    ClientField{"flags", &read_member<&ClientInfo::flags>},
    ClientField{"db", &read_member<&ClientInfo::db>},
    ClientField{"sub", &read_member<&ClientInfo::sub>},
    ClientField{"psub", &read_member<&ClientInfo::psub>},
    ClientField{"ssub", &read_member<&ClientInfo::ssub>},
    ClientField{"multi", &read_unless_minus_one<&ClientInfo::multi>},
    ClientField{"watch", &read_member<&ClientInfo::watch>},
    ClientField{"qbuf", &read_member<&ClientInfo::qbuf>},
    ClientField{"qbuf-free", &read_member<&ClientInfo::qbuf_free>},
    ClientField{"argv-mem", &read_member<&ClientInfo::argv_mem>},
    ClientField{"multi-mem", &read_member<&ClientInfo::multi_mem>},
    ClientField{"rbs", &read_member<&ClientInfo::rbs>},
    ClientField{"rbp", &read_member<&ClientInfo::rbp>},
    ClientField{"obl", &read_member<&ClientInfo::obl>},
    ClientField{"oll", &read_member<&ClientInfo::oll>},
    ClientField{"omem", &read_member<&ClientInfo::omem>},
    ClientField{"tot-mem", &read_member<&ClientInfo::tot_mem>},
    ClientField{"events", &read_member<&ClientInfo::events>},
    ClientField{"cmd", &read_cmd},
    ClientField{"user", &read_member<&ClientInfo::user>},
    ClientField{"redir", &read_unless_minus_one<&ClientInfo::redir>},
    ClientField{"resp", &read_member<&ClientInfo::resp>},
    ClientField{"lib-name", &read_member<&ClientInfo::lib_name>},
    ClientField{"lib-ver", &read_member<&ClientInfo::lib_ver>},
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
  FieldsReader reader{kClientFields};
  while (!rest.empty()) {
    const auto [name, value] = cut_field(cut_client_field(rest), '=', "a field of a connection, name=value");
    if (!reader.read(out, name, value)) out.others.emplace(name, value);
  }
  if (!reader.missing().empty()) throw_unexpected_text("a connection with a field " + quote(reader.missing()), text);
  return out;
}

}  // namespace tributary
