#pragma once

#include "core/forget_consumed.hpp"
#include "resp/keep.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tributary::detail {

/// A queue in one piece of memory, most of which it keeps: a std::deque takes and gives back some with every few
/// elements.
template <class T>
class FlatQueue {
 public:
  using Iterator = typename std::vector<T>::iterator;

  bool empty() const noexcept { return first_ == items_.size(); }
  std::size_t size() const noexcept { return items_.size() - first_; }
  Iterator begin() noexcept { return items_.begin() + static_cast<std::ptrdiff_t>(first_); }
  Iterator end() noexcept { return items_.end(); }
  T& front() noexcept { return items_[first_]; }

  void push_back(const T& item) { items_.push_back(item); }
  void pop_front() noexcept {
    ++first_;
    forget_consumed(items_, first_);
    if (empty()) trim(items_);
  }
  void erase(Iterator item) noexcept { items_.erase(item); }
  template <class F>
  void erase_if(F&& f) noexcept {
    items_.erase(std::remove_if(begin(), end(), std::forward<F>(f)), end());
  }

 private:
  std::vector<T> items_;
  std::size_t first_ = 0;
};

}  // namespace tributary::detail
