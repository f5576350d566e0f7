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
    if (size_ == room_) grow();
    std::construct_at(elements_ + size_, std::forward<Args>(args)...);
    ++size_;
  }
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  const T* begin() const noexcept { return elements_; }
  const T* end() const noexcept { return begin() + size_; }
  operator std::span<const T>() const noexcept { return {begin(), size_}; }  // NOLINT(google-explicit-constructor)

 private:
  void grow() {
    auto more = std::make_unique<T[]>(2 * room_);
    std::copy(begin(), end(), more.get());
    many_ = std::move(more);
    elements_ = many_.get();
    room_ *= 2;
  }

  std::size_t size_ = 0;
  std::size_t room_ = Few;
  std::unique_ptr<T[]> many_;
  union {
    T few_[Few];
  };
  T* elements_ = few_;
};

}  // namespace tributary::detail
