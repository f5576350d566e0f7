#include <tributary/commands/blocking_commands.hpp>

#include "commands/counts.hpp"
#include "commands/option_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr bool kBlocks = true;
constexpr KeyRange kAllButLast{1, -2, 1};
constexpr CommandTable kBlockingRows{
    CommandRow{"BLMOVE", 6, Access::write, Repeat::unsafe, kTwoKeys, kBlocks},
    CommandRow{"BLMPOP", -5, Access::write, Repeat::unsafe, kCountedAfterFirst, kBlocks},
    CommandRow{"BLPOP", -3, Access::write, Repeat::unsafe, kAllButLast, kBlocks},
    CommandRow{"BRPOP", -3, Access::write, Repeat::unsafe, kAllButLast, kBlocks},
    CommandRow{"BZMPOP", -5, Access::write, Repeat::unsafe, kCountedAfterFirst, kBlocks},
    CommandRow{"BZPOPMAX", -3, Access::write, Repeat::unsafe, kAllButLast, kBlocks},
    CommandRow{"BZPOPMIN", -3, Access::write, Repeat::unsafe, kAllButLast, kBlocks},
    // Another connection has not written what these two wait for: it would be told that all is well.
    CommandRow{"WAIT", 3, Access::none, Repeat::unsafe, kNoKey, kBlocks},
    CommandRow{"WAITAOF", 4, Access::none, Repeat::unsafe, kNoKey, kBlocks, kSince72},
};

}  // namespace

std::span<const CommandRow> detail::blocking_command_rows() noexcept { return kBlockingRows.rows(); }

SlotHandle BlockingCommands::blmove_as(const ResultType& type, std::string_view source, std::string_view destination,
                                       ListEnd from, ListEnd to, std::chrono::milliseconds timeout) {
  const double seconds = blocking_seconds("BLMOVE", timeout);
  return record_blocking_as(*this, type, kBlockingRows["BLMOVE"], timeout, source, destination, word(from), word(to),
                            seconds);
}

SlotHandle BlockingCommands::blmpop_as(const ResultType& type, const Arguments& keys, ListEnd from,
                                       std::chrono::milliseconds timeout, std::int64_t count) {
  require_some(keys, "BLMPOP", "key");
  require_count("BLMPOP", count);
  const double seconds = blocking_seconds("BLMPOP", timeout);
  return record_blocking_as(*this, type, kBlockingRows["BLMPOP"], timeout, seconds, keys.size(), keys, word(from),
                            "COUNT", count);
}

SlotHandle BlockingCommands::blpop_as(const ResultType& type, const Arguments& keys,
                                      std::chrono::milliseconds timeout) {
  require_some(keys, "BLPOP", "key");
  return record_blocking_as(*this, type, kBlockingRows["BLPOP"], timeout, keys, blocking_seconds("BLPOP", timeout));
}

SlotHandle BlockingCommands::brpop_as(const ResultType& type, const Arguments& keys,
                                      std::chrono::milliseconds timeout) {
  require_some(keys, "BRPOP", "key");
  return record_blocking_as(*this, type, kBlockingRows["BRPOP"], timeout, keys, blocking_seconds("BRPOP", timeout));
}

SlotHandle BlockingCommands::bzmpop_as(const ResultType& type, const Arguments& keys, ScoreEnd from,
                                       std::chrono::milliseconds timeout, std::int64_t count) {
  require_some(keys, "BZMPOP", "key");
  require_count("BZMPOP", count);
  const double seconds = blocking_seconds("BZMPOP", timeout);
  return record_blocking_as(*this, type, kBlockingRows["BZMPOP"], timeout, seconds, keys.size(), keys, word(from),
                            "COUNT", count);
}

SlotHandle BlockingCommands::bzpopmax_as(const ResultType& type, const Arguments& keys,
                                         std::chrono::milliseconds timeout) {
  require_some(keys, "BZPOPMAX", "key");
  return record_blocking_as(*this, type, kBlockingRows["BZPOPMAX"], timeout, keys,
                            blocking_seconds("BZPOPMAX", timeout));
}

SlotHandle BlockingCommands::bzpopmin_as(const ResultType& type, const Arguments& keys,
                                         std::chrono::milliseconds timeout) {
  require_some(keys, "BZPOPMIN", "key");
  return record_blocking_as(*this, type, kBlockingRows["BZPOPMIN"], timeout, keys,
                            blocking_seconds("BZPOPMIN", timeout));
}

DeferredResult<std::int64_t> BlockingCommands::wait(std::int64_t replicas, std::chrono::milliseconds timeout) {
  require_finite_wait("WAIT", timeout);
  return record_blocking<std::int64_t>(*this, kBlockingRows["WAIT"], timeout, replicas, timeout.count());
}

DeferredResult<Fsynced> BlockingCommands::waitaof(const Fsynced& wanted, std::chrono::milliseconds timeout) {
  require_finite_wait("WAITAOF", timeout);
  return record_blocking<Fsynced>(*this, kBlockingRows["WAITAOF"], timeout, wanted.local, wanted.replicas,
                                  timeout.count());
}

}  // namespace tributary
