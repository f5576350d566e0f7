#pragma once

#include <tributary/commands/scan_range.hpp>
#include <tributary/keyspace/with_id.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace tributary {

/// The ids of a family as an input range that reads page by page: made by KeyFamily::scan_ids(). What holds for
/// ScanRange holds for it; its keys are just those of the family.
template <Keyspace K, class Id>
class [[nodiscard]] FamilyIds {
 public:
  class Iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = Id;
    using difference_type = std::ptrdiff_t;

    Iterator() noexcept = default;

    const Id& operator*() const noexcept { return *id_; }
    const Id* operator->() const noexcept { return &*id_; }
    Iterator& operator++() {
      ++key_;
      settle();
      return *this;
    }
    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const noexcept { return !id_; }

   private:
    friend class FamilyIds;
    explicit Iterator(ScanRange<std::string>::Iterator key) : key_{key} { settle(); }

    /// A `match` that leaves a bracket open swallows the suffix: the pattern then matches keys of others.
    void settle() {
      id_.reset();
      for (; key_ != std::default_sentinel; ++key_) {
        if (!K.has(*key_)) continue;
        id_ = detail::id_from<Id>(K, *key_);
        return;
      }
    }

    ScanRange<std::string>::Iterator key_;
    std::optional<Id> id_;
  };

  explicit FamilyIds(ScanRange<std::string> keys) noexcept : keys_{std::move(keys)} {}

  /// Errors:   as ScanRange, and CodecError for an id that is no Id
  Iterator begin() { return Iterator{keys_.begin()}; }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  ScanRange<std::string> keys_;
};

}  // namespace tributary
