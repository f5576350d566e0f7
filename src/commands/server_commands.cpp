#include <tributary/commands/server_commands.hpp>

#include "commands/info_text.hpp"
#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <utility>

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kServerRows{
    // While the first one runs, a second one is an error.
    CommandRow{"BGREWRITEAOF", 1, Access::none, Repeat::same_data, kNoKey},
    CommandRow{"BGSAVE", -1, Access::none, Repeat::same_data, kNoKey},
    CommandRow{"DBSIZE", 1, Access::read, Repeat::safe, kNoKey},
    // A second time they would also delete what others have written since.
    CommandRow{"FLUSHALL", -1, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"FLUSHDB", -1, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"INFO", -1, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LASTSAVE", 1, Access::none, Repeat::safe, kNoKey},
    CommandRow{"LOLWUT", -1, Access::read, Repeat::safe, kNoKey},
    CommandRow{"MODULE LIST", 2, Access::none, Repeat::safe, kNoKey},
    CommandRow{"SAVE", 1, Access::none, Repeat::safe, kNoKey},
    // A second time they would be swapped back.
    CommandRow{"SWAPDB", 3, Access::write, Repeat::unsafe, kNoKey},
    CommandRow{"TIME", 1, Access::none, Repeat::safe, kNoKey},
};

using Seconds = std::chrono::seconds;
using Microseconds = std::chrono::microseconds;

std::chrono::sys_time<Microseconds> server_time_from(const ReplyView& reply) {
  const auto [seconds, microseconds] = decode<std::pair<Seconds, Microseconds>>(reply);
  return std::chrono::sys_time<Microseconds>{seconds + microseconds};
}

std::chrono::sys_time<Seconds> save_time_from(const ReplyView& reply) {
  return std::chrono::sys_time<Seconds>{decode<Seconds>(reply)};
}

InfoSections sections_from(const ReplyView& reply) {
  if (!reply.is_text()) throw_unexpected_reply("a string", reply);
  return info_sections_from(reply.text());
}

}  // namespace

std::span<const CommandRow> detail::server_command_rows() noexcept { return kServerRows.rows(); }

DeferredResult<BackgroundWrite> ServerCommands::bgrewriteaof() {
  return record<BackgroundWrite>(*this, kServerRows["BGREWRITEAOF"]);
}

DeferredResult<BackgroundWrite> ServerCommands::bgsave(WhenBusy when_busy) {
  Words words;
  if (when_busy == WhenBusy::schedule) words.add("SCHEDULE");
  return record<BackgroundWrite>(*this, kServerRows["BGSAVE"], words);
}

DeferredResult<std::int64_t> ServerCommands::dbsize() { return record<std::int64_t>(*this, kServerRows["DBSIZE"]); }

DeferredResult<Ok> ServerCommands::flushall(FlushMode mode) {
  return record<Ok>(*this, kServerRows["FLUSHALL"], flush_words(mode));
}

DeferredResult<Ok> ServerCommands::flushdb(FlushMode mode) {
  return record<Ok>(*this, kServerRows["FLUSHDB"], flush_words(mode));
}

DeferredResult<std::string> ServerCommands::info_one(const Argument& section) {
  return record<std::string>(*this, kServerRows["INFO"], section);
}

DeferredResult<std::string> ServerCommands::info(Arguments sections) {
  return record<std::string>(*this, kServerRows["INFO"], sections);
}

DeferredResult<InfoSections> ServerCommands::info_map_one(const Argument& section) {
  return record_with<&sections_from>(*this, kServerRows["INFO"], section);
}

DeferredResult<InfoSections> ServerCommands::info_map(Arguments sections) {
  return record_with<&sections_from>(*this, kServerRows["INFO"], sections);
}

DeferredResult<std::chrono::sys_time<Seconds>> ServerCommands::lastsave() {
  return record_with<&save_time_from>(*this, kServerRows["LASTSAVE"]);
}

DeferredResult<std::string> ServerCommands::lolwut(std::optional<std::int64_t> version) {
  Words words;
  if (version) words.add("VERSION", *version);
  return record<std::string>(*this, kServerRows["LOLWUT"], words);
}

DeferredResult<std::vector<LoadedModule>> ServerCommands::module_list() {
  return record<std::vector<LoadedModule>>(*this, kServerRows["MODULE LIST"]);
}

DeferredResult<Ok> ServerCommands::save() { return record<Ok>(*this, kServerRows["SAVE"]); }

DeferredResult<Ok> ServerCommands::swapdb(std::int64_t first, std::int64_t second) {
  return record<Ok>(*this, kServerRows["SWAPDB"], first, second);
}

DeferredResult<std::chrono::sys_time<Microseconds>> ServerCommands::time() {
  return record_with<&server_time_from>(*this, kServerRows["TIME"]);
}

}  // namespace tributary
