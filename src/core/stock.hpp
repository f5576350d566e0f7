#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <utility>

namespace tributary::detail {

/// Free objects of one kind, the last one first. What a Kind says of its objects:
///
///     Object, next(object), bytes(object)     the type, its link, and what it keeps
///     kList, kListBytes                       what one list holds at most
///     kLists, kListsBytes                     what is between threads at most
template <class Kind>
class FreeList {
 public:
  using Object = typename Kind::Object;

  bool empty() const noexcept { return first_ == nullptr; }
  std::size_t bytes() const noexcept { return bytes_; }
  bool has_room_for(const Object& object) const noexcept {
    return size_ < Kind::kList && bytes_ + Kind::bytes(object) <= Kind::kListBytes;
  }
  void push(Object* object) noexcept {
    ++size_;
    bytes_ += Kind::bytes(*object);
    Kind::next(*object) = std::exchange(first_, object);
  }
  Object* pop() noexcept {
    Object* const object = std::exchange(first_, Kind::next(*first_));
    --size_;
    bytes_ -= Kind::bytes(*object);
    return object;
  }

 private:
  Object* first_ = nullptr;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
};

/// Full lists on the way from threads that give back more than they take to those that take more.
///
/// Nobody waits here for another one, as each can do without: so a process that was forked meanwhile does not wait for
/// ever.
template <class Kind>
class Depot {
 public:
  constexpr Depot() noexcept = default;
  Depot(const Depot&) = delete;
  Depot& operator=(const Depot&) = delete;

  /// Takes `list` over. False when there are enough, or somebody else is here.
  bool give(FreeList<Kind>& list) noexcept {
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock || count_ == Kind::kLists || bytes_ + list.bytes() > Kind::kListsBytes) return false;
    bytes_ += list.bytes();
    lists_[count_++] = std::exchange(list, {});
    return true;
  }
  /// An empty one when there is none, or somebody else is here.
  FreeList<Kind> take() noexcept {
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock || count_ == 0) return {};
    bytes_ -= lists_[--count_].bytes();
    return std::exchange(lists_[count_], {});
  }

 private:
  std::mutex mutex_;
  std::array<FreeList<Kind>, Kind::kLists> lists_{};
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

/// What one thread keeps of a kind: two lists, so that taking and giving back by turns goes to the depot for a whole
/// list at most.
template <class Kind>
class Stock {
 public:
  using Object = typename Kind::Object;

  /// Null when there is none, neither here nor in the depot.
  Object* take() noexcept {
    if (current_.empty()) current_ = other_.empty() ? depot_.take() : std::exchange(other_, {});
    return current_.empty() ? nullptr : current_.pop();
  }
  /// False when enough are kept.
  bool keep(Object* object) noexcept {
    if (!current_.has_room_for(*object)) {
      if (!other_.empty() && !depot_.give(other_)) return false;
      std::swap(current_, other_);
      if (!current_.has_room_for(*object)) return false;
    }
    current_.push(object);
    return true;
  }
  /// At the end of the thread: calls `end(object)` for each.
  template <class F>
  void end_all(F&& end) noexcept {
    for (FreeList<Kind>* list : {&current_, &other_}) {
      while (!list->empty()) end(list->pop());
    }
  }

 private:
  // Never destroyed, as threads may end behind everything else.
  static inline constinit Depot<Kind> depot_{};

  FreeList<Kind> current_;
  FreeList<Kind> other_;
};

}  // namespace tributary::detail
