#pragma once

#include <tributary/asio/async_client.hpp>
#include <tributary/asio/async_wait.hpp>
#include <tributary/commands/scan_range.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

namespace detail {
struct AsyncScanAccess;
}  // namespace detail

/// A large collection, page by page: made by async_scan_keys(), async_scan_fields() and their like.
///
///     auto keys = async_scan_keys(redis, {.match = "U*", .count = 500});
///     while (const auto page = co_await keys.next()) {
///       for (const std::string& key : *page) ...
///     }
///
/// What is there all the time while it is read comes at least once, in no order. It can come more than once, unless
/// `.unique` is set. What is added or removed meanwhile may come or not. A page may be empty without being the last.
///
/// Belongs to one coroutine at a time. Keeps the client alive.
template <class T>
class [[nodiscard]] AsyncScan {
 public:
  /// The next page; nothing behind the last one.
  ///
  /// Errors:   what async_wait() throws; the scan is over then
  boost::asio::awaitable<std::optional<std::vector<T>>> next() {
    if (is_over_) co_return std::nullopt;
    is_over_ = true;
    auto page = co_await async_wait(detail::deferred<Page>(source_.read(*type_, cursor_)));
    cursor_ = page.cursor;
    is_over_ = cursor_ == 0;
    if (!page.names.empty()) leave_out_repeated(page);
    co_return std::move(page.elements);
  }

 private:
  friend struct detail::AsyncScanAccess;
  using Page = detail::FetchedPage<T>;

  AsyncScan(detail::ScanSource&& source, const detail::ResultType& type) noexcept
      : source_{std::move(source)}, type_{&type} {}

  void leave_out_repeated(Page& page) {
    std::vector<T> kept;
    for (std::size_t i = 0; i < page.elements.size(); ++i) {
      if (source_.is_new(std::move(page.names[i]))) kept.push_back(std::move(page.elements[i]));
    }
    page.elements = std::move(kept);
  }

  detail::ScanSource source_;
  const detail::ResultType* type_;
  std::uint64_t cursor_ = 0;
  bool is_over_ = false;
};

namespace detail {

struct AsyncScanAccess {
  /// `step`: how many values an element is made of.
  template <class T, std::size_t step>
  static AsyncScan<T> over(ScanSource&& source) {
    const ResultType& type = ScanRangeAccess::page_type_of<T, step>(source);
    return AsyncScan<T>{std::move(source), type};
  }
};

}  // namespace detail

/// The keys of the database, by SCAN.
[[nodiscard]] inline AsyncScan<std::string> async_scan_keys(const AsyncClient& client,
                                                            KeyScanRangeOptions options = {}) {
  return detail::AsyncScanAccess::over<std::string, 1>({client, detail::ScanSource::Of::keys, {}, std::move(options)});
}

/// The fields of a hash with their values, by HSCAN.
template <Decodable Field = std::string, Decodable Value = std::string>
[[nodiscard]] AsyncScan<std::pair<Field, Value>> async_scan_fields(const AsyncClient& client, std::string_view key,
                                                                   ScanRangeOptions options = {}) {
  return detail::AsyncScanAccess::over<std::pair<Field, Value>, 2>(
      {client, detail::ScanSource::Of::fields, key, {std::move(options.match), options.count, {}, options.unique}});
}

/// The members of a set, by SSCAN.
template <Decodable T = std::string>
[[nodiscard]] AsyncScan<T> async_scan_members(const AsyncClient& client, std::string_view key,
                                              ScanRangeOptions options = {}) {
  return detail::AsyncScanAccess::over<T, 1>(
      {client, detail::ScanSource::Of::members, key, {std::move(options.match), options.count, {}, options.unique}});
}

/// The members of a sorted set with their scores, by ZSCAN.
template <Decodable T = std::string>
[[nodiscard]] AsyncScan<ScoredMember<T>> async_scan_scored_members(const AsyncClient& client, std::string_view key,
                                                                   ScanRangeOptions options = {}) {
  return detail::AsyncScanAccess::over<ScoredMember<T>, 2>(
      {client,
       detail::ScanSource::Of::scored_members,
       key,
       {std::move(options.match), options.count, {}, options.unique}});
}

// Pages of an asynchronous client come later, which a range cannot wait for. For the reader of the compiler's message:
template <class... T>
void scan_keys(const AsyncClient&, KeyScanRangeOptions = {}) = delete;  // async_scan_keys()
template <class... T>
void scan_fields(const AsyncClient&, std::string_view, ScanRangeOptions = {}) = delete;  // async_scan_fields()
template <class... T>
void scan_members(const AsyncClient&, std::string_view, ScanRangeOptions = {}) = delete;  // async_scan_members()
template <class... T>
void scan_scored_members(const AsyncClient&, std::string_view,
                         ScanRangeOptions = {}) = delete;  // async_scan_scored_members()

}  // namespace tributary
