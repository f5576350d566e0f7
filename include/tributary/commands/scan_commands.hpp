#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/scan_options.hpp>
#include <tributary/commands/scan_page.hpp>
#include <tributary/commands/scored_member.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {

namespace detail {
class ScanSource;
}

/// Large collections, page by page: begin with cursor 0, go on with that of the page, and stop after the page whose
/// cursor is 0. The ranges of scan_range.hpp do that.
///
/// What is there all the time while pages are read comes at least once, and can come more than once; what is added or
/// removed meanwhile may come or not. A key that does not exist has one empty page, a wrong type makes WRONGTYPE.
class TRIBUTARY_API ScanCommands : public detail::CommandGroup<ScanCommands> {
 public:
  /// A page of the fields of a hash with their values.
  ///
  /// Sends:    HSCAN key cursor [MATCH pattern] [COUNT count]
  /// Reply:    array of cursor and fields and values -> ScanPage<std::pair<Field, Value>>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(count)
  /// Source:   redis.io/commands/hscan, since 2.8.0
  template <Decodable Field = std::string, Decodable Value = std::string>
  DeferredResult<ScanPage<std::pair<Field, Value>>> hscan(std::string_view key, std::uint64_t cursor,
                                                          const ScanOptions& options = {}) {
    using Page = ScanPage<std::pair<Field, Value>>;
    return detail::deferred<Page>(hscan_as(detail::result_type<Page>, key, cursor, options));
  }

  /// A page of the fields of a hash alone.
  ///
  /// Sends:    HSCAN key cursor [MATCH pattern] [COUNT count] NOVALUES
  /// Reply:    array of cursor and fields -> ScanPage<T>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(count)
  /// Source:   redis.io/commands/hscan, NOVALUES since 7.4.0
  template <Decodable T = std::string>
  DeferredResult<ScanPage<T>> hscan_novalues(std::string_view key, std::uint64_t cursor,
                                             const ScanOptions& options = {}) {
    return detail::deferred<ScanPage<T>>(hscan_novalues_as(detail::result_type<ScanPage<T>>, key, cursor, options));
  }

  /// A page of the keys of the database.
  ///
  /// Sends:    SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]
  /// Reply:    array of cursor and keys -> ScanPage<std::string>
  /// Errors:   std::invalid_argument for KeyType::other, and when count is below 1
  /// Cost:     O(count)
  /// Source:   redis.io/commands/scan, since 2.8.0, TYPE since 6.0.0
  DeferredResult<ScanPage<std::string>> scan(std::uint64_t cursor, const KeyScanOptions& options = {});

  /// A page of the members of a set.
  ///
  /// Sends:    SSCAN key cursor [MATCH pattern] [COUNT count]
  /// Reply:    array of cursor and members -> ScanPage<T>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(count)
  /// Source:   redis.io/commands/sscan, since 2.8.0
  template <Decodable T = std::string>
  DeferredResult<ScanPage<T>> sscan(std::string_view key, std::uint64_t cursor, const ScanOptions& options = {}) {
    return detail::deferred<ScanPage<T>>(sscan_as(detail::result_type<ScanPage<T>>, key, cursor, options));
  }

  /// A page of the members of a sorted set with their scores.
  ///
  /// Sends:    ZSCAN key cursor [MATCH pattern] [COUNT count]
  /// Reply:    array of cursor and members and scores -> ScanPage<ScoredMember<T>>
  /// Errors:   std::invalid_argument when count is below 1
  /// Cost:     O(count)
  /// Source:   redis.io/commands/zscan, since 2.8.0
  template <Decodable T = std::string>
  DeferredResult<ScanPage<ScoredMember<T>>> zscan(std::string_view key, std::uint64_t cursor,
                                                  const ScanOptions& options = {}) {
    using Page = ScanPage<ScoredMember<T>>;
    return detail::deferred<Page>(zscan_as(detail::result_type<Page>, key, cursor, options));
  }

 private:
  friend class detail::ScanSource;
  friend struct detail::FamilyAccess;  // keyspaces, which get ids where these functions get keys

  detail::SlotHandle hscan_as(const detail::ResultType& type, std::string_view key, std::uint64_t cursor,
                              const ScanOptions& options);
  detail::SlotHandle hscan_novalues_as(const detail::ResultType& type, std::string_view key, std::uint64_t cursor,
                                       const ScanOptions& options);
  detail::SlotHandle scan_as(const detail::ResultType& type, std::uint64_t cursor, const KeyScanOptions& options);
  detail::SlotHandle sscan_as(const detail::ResultType& type, std::string_view key, std::uint64_t cursor,
                              const ScanOptions& options);
  detail::SlotHandle zscan_as(const detail::ResultType& type, std::string_view key, std::uint64_t cursor,
                              const ScanOptions& options);
};

}  // namespace tributary
