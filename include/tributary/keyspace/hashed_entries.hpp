#pragma once

#include <tributary/commands/scan_range.hpp>

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace tributary {

/// All entries of a HashedString as an input range of ids and values: one shard after the other, each page by page.
/// What holds for ScanRange holds for it.
template <class Id, class T>
class HashedEntries {
  using Shard = ScanRange<std::pair<Id, T>>;

 public:
  class Iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = std::pair<Id, T>;
    using difference_type = std::ptrdiff_t;

    Iterator() noexcept = default;

    value_type& operator*() const noexcept { return *entry_; }
    value_type* operator->() const noexcept { return &*entry_; }
    Iterator& operator++() {
      ++entry_;
      settle();
      return *this;
    }
    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const noexcept { return shard_ == shards_->size(); }

   private:
    friend class HashedEntries;
    explicit Iterator(std::vector<Shard>& shards) : shards_{&shards}, entry_{shards.front().begin()} { settle(); }

    /// Goes on to the next shard that has an entry, when this one has no more.
    void settle() {
      while (entry_ == std::default_sentinel && ++shard_ < shards_->size()) entry_ = (*shards_)[shard_].begin();
    }

    std::vector<Shard>* shards_ = nullptr;
    std::size_t shard_ = 0;
    typename Shard::Iterator entry_;
  };

  explicit HashedEntries(std::vector<Shard> shards) noexcept : shards_{std::move(shards)} {}

  Iterator begin() { return Iterator{shards_}; }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  std::vector<Shard> shards_;
};

}  // namespace tributary
