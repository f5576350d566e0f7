#include <tributary/commands/server_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <utility>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kTable{
    CommandRow{"CLIENT GETNAME", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"CLIENT ID", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"DBSIZE", 1, Access::read, Repeat::safe, kNoKey},
    CommandRow{"ECHO", 2, Access::none, Repeat::safe, kNoKey},
    // A second time it would also delete what others have written since.
    CommandRow{"FLUSHDB", -1, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"INFO", -1, Access::none, Repeat::safe, kNoKey},
    CommandRow{"PING", -1, Access::none, Repeat::safe, kNoKey},
    CommandRow{"TIME", 1, Access::none, Repeat::safe, kNoKey},
};

using Microseconds = std::chrono::microseconds;

std::chrono::sys_time<Microseconds> time_from(const ReplyView& reply) {
  const auto [seconds, microseconds] = decode<std::pair<std::chrono::seconds, Microseconds>>(reply);
  return std::chrono::sys_time<Microseconds>{seconds + microseconds};
}

}  // namespace

std::span<const CommandRow> detail::server_command_rows() noexcept { return kTable.rows(); }

DeferredResult<std::optional<std::string>> ServerCommands::client_getname() {
  return record<std::optional<std::string>>(*this, kTable["CLIENT GETNAME"]);
}

DeferredResult<std::int64_t> ServerCommands::client_id() { return record<std::int64_t>(*this, kTable["CLIENT ID"]); }

DeferredResult<std::int64_t> ServerCommands::dbsize() { return record<std::int64_t>(*this, kTable["DBSIZE"]); }

DeferredResult<std::string> ServerCommands::echo(const Argument& message) {
  return record<std::string>(*this, kTable["ECHO"], message);
}

DeferredResult<Ok> ServerCommands::flushdb(FlushMode mode) {
  if (mode == FlushMode::configured) return record<Ok>(*this, kTable["FLUSHDB"]);
  return record<Ok>(*this, kTable["FLUSHDB"], mode == FlushMode::async ? "ASYNC" : "SYNC");
}

DeferredResult<std::string> ServerCommands::info(std::string_view section) {
  if (section.empty()) return record<std::string>(*this, kTable["INFO"]);
  return record<std::string>(*this, kTable["INFO"], section);
}

DeferredResult<std::string> ServerCommands::ping() { return record<std::string>(*this, kTable["PING"]); }

DeferredResult<std::string> ServerCommands::ping(const Argument& message) {
  return record<std::string>(*this, kTable["PING"], message);
}

DeferredResult<std::chrono::sys_time<std::chrono::microseconds>> ServerCommands::time() {
  return record_with<&time_from>(*this, kTable["TIME"]);
}

}  // namespace tributary
