#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/commands/key_type.hpp>
#include <tributary/commands/scored_member.hpp>
#include <tributary/core/connections.hpp>
#include <tributary/core/deferred_result.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

class PipelineContext;
template <class T>
class ScanRange;

/// What a range of fields or members contains. See ScanOptions for `match` and `count`.
struct ScanRangeOptions {
  std::string match = "*";
  std::int64_t count = 10;
  /// Leaves out what has come before: a field, whatever its value is now, or a member. The range remembers the bytes of
  /// every one for that, so it needs as much memory as the collection.
  bool unique = false;
};

/// What a range of keys contains. See KeyScanOptions for `match`, `count` and `type`, ScanRangeOptions for `unique`.
struct KeyScanRangeOptions {
  std::string match = "*";
  std::int64_t count = 10;
  std::optional<KeyType> type{};
  bool unique = false;
};

namespace detail {

/// A page as a range keeps it.
template <class T>
struct FetchedPage {
  std::uint64_t cursor = 0;
  std::vector<T> elements;
  std::vector<std::string> names;  ///< of the elements, when repeated ones are to be left out
};

/// Every `step`th text of a page's elements.
TRIBUTARY_API std::vector<std::string> names_in(const ReplyView& elements, std::size_t step);

/// `step`: how many values an element is made of, the first of which is its name; 0 when names are not needed.
template <class T, std::size_t step>
FetchedPage<T> fetched_page(const ReplyView& reply) {
  require_array_of(reply, 2);
  FetchedPage<T> page{decode<std::uint64_t>(reply[0]), decode<std::vector<T>>(reply[1]), {}};
  if constexpr (step > 0) page.names = names_in(reply[1], step);
  return page;
}

/// The part of a range that is the same for every type: what it asks whom, and what has come before.
class TRIBUTARY_API ScanSource {
 public:
  enum class Of : std::uint8_t { keys, fields, members, scored_members };

  ScanSource(const Deployment& client, Of what, std::string_view key, KeyScanRangeOptions&& options);
  ScanSource(ScanSource&& other) noexcept;
  ScanSource& operator=(ScanSource&& other) noexcept;
  ~ScanSource();

  /// UsageError when the pages of its client come later.
  void require_blocking() const;
  bool unique() const noexcept;
  /// Reads a page; throws like a command on a client.
  SlotHandle read(const ResultType& type, std::uint64_t cursor);
  /// True when that name has not come since the last forget().
  bool is_new(std::string&& name);
  void forget() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Makes the ranges of scan_keys() and its like. `step`: how many values an element is made of.
struct ScanRangeAccess {
  template <class T, std::size_t step>
  static ScanRange<T> over(ScanSource&& source) {
    source.require_blocking();
    const ResultType& type = page_type_of<T, step>(source);
    return ScanRange<T>{std::move(source), type};
  }
  template <class T, std::size_t step>
  static const ResultType& page_type_of(const ScanSource& source) noexcept {
    return source.unique() ? page_type<T, step> : page_type<T, 0>;
  }

 private:
  template <class T, std::size_t step>
  static constexpr const ResultType& page_type = custom_result_type<FetchedPage<T>, &fetched_page<T, step>>;
};

}  // namespace detail

/// A large collection as an input range that reads page by page: made by scan_keys(), scan_fields(), scan_members() and
/// scan_scored_members().
///
///     for (const std::string& key : scan_keys(client, {.match = "U*", .count = 500})) ...
///
/// begin() starts a scan at the beginning and reads the first page; iterators read the next one when they leave the
/// page. There is one scan at a time: begin() ends the one before. Both throw what a command on a client throws
/// (TransportError, ServerError, DecodeError); the scan is over then.
///
/// What is there all the time while it is read comes at least once, in no order. It can come more than once, unless
/// `.unique` is set. What is added or removed meanwhile may come or not.
///
/// Keeps the client's connections alive, and takes one only while it reads a page: commands may be called within the
/// loop. An element lives until its iterator goes on, and may be moved from. Belongs to one thread at a time; moving it
/// ends its iterators.
template <class T>
class [[nodiscard]] ScanRange {
 public:
  class Iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    Iterator() noexcept = default;

    T& operator*() const noexcept { return range_->page_.elements[range_->at_]; }
    T* operator->() const noexcept { return &**this; }
    Iterator& operator++() {
      ++range_->at_;
      range_->settle();
      return *this;
    }
    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const noexcept { return range_->at_ == range_->page_.elements.size(); }

   private:
    friend class ScanRange;
    explicit Iterator(ScanRange& range) noexcept : range_{&range} {}
    ScanRange* range_ = nullptr;
  };

  Iterator begin() {
    source_.forget();
    page_ = {};
    at_ = 0;
    read(0);
    settle();
    return Iterator{*this};
  }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  friend struct detail::ScanRangeAccess;
  using Page = detail::FetchedPage<T>;

  ScanRange(detail::ScanSource&& source, const detail::ResultType& type) noexcept
      : source_{std::move(source)}, type_{&type} {}

  void read(std::uint64_t cursor) {
    page_ = detail::deferred<Page>(source_.read(*type_, cursor)).result();
    at_ = 0;
  }
  /// Goes on to the next element to be shown: this one, when it has not come before and the page has not ended.
  void settle() {
    for (;;) {
      while (at_ < page_.elements.size() && !page_.names.empty() && !source_.is_new(std::move(page_.names[at_]))) ++at_;
      if (at_ < page_.elements.size() || page_.cursor == 0) return;
      read(page_.cursor);
    }
  }

  detail::ScanSource source_;
  const detail::ResultType* type_;
  Page page_;
  std::size_t at_ = 0;
};

/// The keys of the database, by SCAN.
[[nodiscard]] inline ScanRange<std::string> scan_keys(const Deployment& client, KeyScanRangeOptions options = {}) {
  return detail::ScanRangeAccess::over<std::string, 1>({client, detail::ScanSource::Of::keys, {}, std::move(options)});
}

/// The fields of a hash with their values, by HSCAN: `for (const auto& [field, value] : scan_fields(client, key))`.
template <Decodable Field = std::string, Decodable Value = std::string>
[[nodiscard]] ScanRange<std::pair<Field, Value>> scan_fields(const Deployment& client, std::string_view key,
                                                             ScanRangeOptions options = {}) {
  return detail::ScanRangeAccess::over<std::pair<Field, Value>, 2>(
      {client, detail::ScanSource::Of::fields, key, {std::move(options.match), options.count, {}, options.unique}});
}

/// The members of a set, by SSCAN.
template <Decodable T = std::string>
[[nodiscard]] ScanRange<T> scan_members(const Deployment& client, std::string_view key, ScanRangeOptions options = {}) {
  return detail::ScanRangeAccess::over<T, 1>(
      {client, detail::ScanSource::Of::members, key, {std::move(options.match), options.count, {}, options.unique}});
}

/// The members of a sorted set with their scores, by ZSCAN.
template <Decodable T = std::string>
[[nodiscard]] ScanRange<ScoredMember<T>> scan_scored_members(const Deployment& client, std::string_view key,
                                                             ScanRangeOptions options = {}) {
  return detail::ScanRangeAccess::over<ScoredMember<T>, 2>(
      {client,
       detail::ScanSource::Of::scored_members,
       key,
       {std::move(options.match), options.count, {}, options.unique}});
}

// The replies of a context come with its execute(), so it cannot be scanned. For the reader of the compiler's message:
template <class... T>
void scan_keys(const PipelineContext&, KeyScanRangeOptions = {}) = delete;  // scan with the context's client
template <class... T>
void scan_fields(const PipelineContext&, std::string_view, ScanRangeOptions = {}) = delete;  // scan with the client
template <class... T>
void scan_members(const PipelineContext&, std::string_view, ScanRangeOptions = {}) = delete;  // scan with the client
template <class... T>
void scan_scored_members(const PipelineContext&, std::string_view, ScanRangeOptions = {}) = delete;  // with the client

}  // namespace tributary
