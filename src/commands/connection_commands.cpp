#include <tributary/commands/connection_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"
#include "commands/text_cutter.hpp"

#include <fmt/format.h>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kConnectionRows{
    CommandRow{"CLIENT GETNAME", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLIENT ID", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLIENT INFO", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLIENT KILL", -3, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"CLIENT LIST", -2, Access::none, Repeat::safe, kNoKey},
    // A second time it would last longer, or begin again after an UNPAUSE.
    CommandRow{"CLIENT PAUSE", -3, Access::none, Repeat::unsafe, kNoKey},
    // A second time it would end the next wait.
    CommandRow{"CLIENT UNBLOCK", -3, Access::none, Repeat::unsafe, kNoKey},
    CommandRow{"CLIENT UNPAUSE", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"ECHO", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PING", -1, Access::none, Repeat::safe, kNoKey},
};

std::string_view word_of(ClientType type) noexcept {
  switch (type) {
    case ClientType::master: return "MASTER";
    case ClientType::replica: return "REPLICA";
    case ClientType::subscriber: return "PUBSUB";
    case ClientType::any:
    case ClientType::normal: break;
  }
  return "NORMAL";
}

std::vector<ClientInfo> clients_from(const ReplyView& reply) {
  if (!reply.is_text()) throw_unexpected_reply("a string", reply);
  std::vector<ClientInfo> out;
  std::string_view rest = reply.text();
  while (!rest.empty()) out.push_back(Codec<ClientInfo>::decode(cut_line(rest)));
  return out;
}

}  // namespace

std::span<const CommandRow> detail::connection_command_rows() noexcept { return kConnectionRows.rows(); }

DeferredResult<std::optional<std::string>> ConnectionCommands::client_getname() {
  return record<std::optional<std::string>>(*this, kConnectionRows["CLIENT GETNAME"]);
}

DeferredResult<std::int64_t> ConnectionCommands::client_id() {
  return record<std::int64_t>(*this, kConnectionRows["CLIENT ID"]);
}

DeferredResult<ClientInfo> ConnectionCommands::client_info() {
  return record<ClientInfo>(*this, kConnectionRows["CLIENT INFO"]);
}

DeferredResult<std::int64_t> ConnectionCommands::client_kill(const ClientKillOptions& which) {
  Words words;
  if (which.id) words.add("ID", *which.id);
  if (which.type != ClientType::any) words.add("TYPE", word_of(which.type));
  if (which.user) words.add("USER", *which.user);
  if (which.addr) words.add("ADDR", *which.addr);
  if (which.laddr) words.add("LADDR", *which.laddr);
  if (which.max_age) words.add("MAXAGE", which.max_age->count());
  if (words.size() == 0) throw std::invalid_argument{"CLIENT KILL needs at least one condition"};
  words.add("SKIPME", which.skip_me ? "YES" : "NO");
  return record<std::int64_t>(*this, kConnectionRows["CLIENT KILL"], words);
}

DeferredResult<std::vector<ClientInfo>> ConnectionCommands::client_list(const ClientListOptions& which) {
  if (which.type != ClientType::any && !which.ids.empty())
    throw std::invalid_argument{"CLIENT LIST: type contradicts ids"};
  if (!which.ids.empty()) {
    return record_with<&clients_from>(*this, kConnectionRows["CLIENT LIST"], "ID", Arguments{which.ids});
  }
  Words words;
  if (which.type != ClientType::any) words.add("TYPE", word_of(which.type));
  return record_with<&clients_from>(*this, kConnectionRows["CLIENT LIST"], words);
}

DeferredResult<Ok> ConnectionCommands::client_pause(std::chrono::milliseconds time, PauseMode mode) {
  if (time.count() <= 0) {
    throw std::invalid_argument{fmt::format("CLIENT PAUSE: the time must be positive, not {} ms", time.count())};
  }
  return record<Ok>(*this, kConnectionRows["CLIENT PAUSE"], time.count(), mode == PauseMode::all ? "ALL" : "WRITE");
}

DeferredResult<bool> ConnectionCommands::client_unblock(std::int64_t id, UnblockBy by) {
  return record<bool>(*this, kConnectionRows["CLIENT UNBLOCK"], id, by == UnblockBy::error ? "ERROR" : "TIMEOUT");
}

DeferredResult<Ok> ConnectionCommands::client_unpause() { return record<Ok>(*this, kConnectionRows["CLIENT UNPAUSE"]); }

DeferredResult<std::string> ConnectionCommands::echo(const Argument& message) {
  return record<std::string>(*this, kConnectionRows["ECHO"], message);
}

DeferredResult<std::string> ConnectionCommands::ping() { return record<std::string>(*this, kConnectionRows["PING"]); }

DeferredResult<std::string> ConnectionCommands::ping(const Argument& message) {
  return record<std::string>(*this, kConnectionRows["PING"], message);
}

}  // namespace tributary
