#include <tributary/commands/hyperloglog_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kHyperLogLogRows{
    CommandRow{"PFADD", -2, Access::write, Repeat::same_data, kOneKey},
    // It may write a number that it computed into the key, but Redis lets replicas do it.
    CommandRow{"PFCOUNT", -2, Access::read, Repeat::safe, kAllKeys},
    CommandRow{"PFMERGE", -2, Access::write, Repeat::safe, kAllKeys},
};

}  // namespace

std::span<const CommandRow> detail::hyperloglog_command_rows() noexcept { return kHyperLogLogRows.rows(); }

DeferredResult<bool> HyperLogLogCommands::pfadd_one(std::string_view key, const Argument& element) {
  return record<bool>(*this, kHyperLogLogRows["PFADD"], key, element);
}

DeferredResult<bool> HyperLogLogCommands::pfadd(std::string_view key, Arguments elements) {
  return record<bool>(*this, kHyperLogLogRows["PFADD"], key, elements);
}

DeferredResult<std::int64_t> HyperLogLogCommands::pfcount_one(std::string_view key) {
  return record<std::int64_t>(*this, kHyperLogLogRows["PFCOUNT"], key);
}

DeferredResult<std::int64_t> HyperLogLogCommands::pfcount(KeyList keys) {
  require_some(keys, "PFCOUNT", "key");
  return record<std::int64_t>(*this, kHyperLogLogRows["PFCOUNT"], keys);
}

DeferredResult<Ok> HyperLogLogCommands::pfmerge(std::string_view destination, KeyList sources) {
  require_some(sources, "PFMERGE", "source");
  return record<Ok>(*this, kHyperLogLogRows["PFMERGE"], destination, sources);
}

}  // namespace tributary
