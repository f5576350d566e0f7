#include <tributary/commands/scan_commands.hpp>

#include "commands/counts.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kScanRows{
    CommandRow{"HSCAN", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SCAN", -2, Access::read, Repeat::safe, kNoKey},
    CommandRow{"SSCAN", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"ZSCAN", -3, Access::read, Repeat::safe, kOneKey},
};

/// For ScanOptions and KeyScanOptions.
template <class Options>
Words scan_words(std::string_view verb, const Options& options) {
  require_count(verb, options.count);
  const Options defaults;
  Words words;
  if (options.match != defaults.match) words.add("MATCH", options.match);
  if (options.count != defaults.count) words.add("COUNT", options.count);
  return words;
}

}  // namespace

std::span<const CommandRow> detail::scan_command_rows() noexcept { return kScanRows.rows(); }

SlotHandle ScanCommands::hscan_as(const ResultType& type, std::string_view key, std::uint64_t cursor,
                                  const ScanOptions& options) {
  return record_as(*this, type, kScanRows["HSCAN"], key, cursor, scan_words("HSCAN", options));
}

SlotHandle ScanCommands::hscan_novalues_as(const ResultType& type, std::string_view key, std::uint64_t cursor,
                                           const ScanOptions& options) {
  return record_as(*this, type, kScanRows["HSCAN"], key, cursor, scan_words("HSCAN", options), "NOVALUES");
}

DeferredResult<ScanPage<std::string>> ScanCommands::scan(std::uint64_t cursor, const KeyScanOptions& options) {
  using Page = ScanPage<std::string>;
  return deferred<Page>(scan_as(result_type<Page>, cursor, options));
}

SlotHandle ScanCommands::scan_as(const ResultType& type, std::uint64_t cursor, const KeyScanOptions& options) {
  Words words = scan_words("SCAN", options);
  if (options.type) words.add("TYPE", *options.type);
  return record_as(*this, type, kScanRows["SCAN"], cursor, words);
}

SlotHandle ScanCommands::sscan_as(const ResultType& type, std::string_view key, std::uint64_t cursor,
                                  const ScanOptions& options) {
  return record_as(*this, type, kScanRows["SSCAN"], key, cursor, scan_words("SSCAN", options));
}

SlotHandle ScanCommands::zscan_as(const ResultType& type, std::string_view key, std::uint64_t cursor,
                                  const ScanOptions& options) {
  return record_as(*this, type, kScanRows["ZSCAN"], key, cursor, scan_words("ZSCAN", options));
}

}  // namespace tributary
