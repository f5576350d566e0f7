#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace tributary::detail {

/// A list that needs no memory of its own for the first `Few` elements. It cannot be copied.
template <class T, std::size_t Few>
class InlineList {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  InlineList() noexcept {}  // NOLINT(modernize-use-equals-default): a defaulted one would be deleted by the union
  InlineList(const InlineList&) = delete;
  InlineList& operator=(const InlineList&) = delete;

  template <class... Args>
  void emplace_back(Args&&... args) {
    if (end_ == room_end_) grow();
    std::construct_at(end_++, std::forward<Args>(args)...);
  }
  bool empty() const noexcept { return begin_ == end_; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - begin_); }
  const T* begin() const noexcept { return begin_; }
  const T* end() const noexcept { return end_; }
  operator std::span<const T>() const noexcept { return {begin_, end_}; }  // NOLINT(google-explicit-constructor)

 private:
  void grow() {
    const std::size_t filled = size();
    auto more = std::make_unique<T[]>(2 * filled);
    std::copy(begin_, end_, more.get());
    many_ = std::move(more);
    begin_ = many_.get();
    end_ = begin_ + filled;
    room_end_ = begin_ + 2 * filled;
  }

  union {
    T few_[Few];
  };
  T* begin_ = few_;
  T* end_ = few_;
  T* room_end_ = few_ + Few;
  std::unique_ptr<T[]> many_;
};

}  // namespace tributary::detail
