#pragma once

#include <tributary/config.hpp>

#include <cstddef>

namespace tributary::detail {

/// Memory for one operation that somebody waits for. Each thread keeps some of what was given back: a thousand
/// coroutines have a thousand operations at once, which is more than malloc() keeps at hand.
///
/// Errors:   std::bad_alloc
[[nodiscard]] TRIBUTARY_API void* take_recycled(std::size_t bytes);
TRIBUTARY_API void give_recycled(void* memory, std::size_t bytes) noexcept;

/// An allocator of it, for handlers that have none of their own.
template <class T>
struct RecyclingAllocator {
  using value_type = T;

  RecyclingAllocator() noexcept = default;
  template <class U>
  RecyclingAllocator(const RecyclingAllocator<U>&) noexcept {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) { return static_cast<T*>(take_recycled(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { give_recycled(memory, count * sizeof(T)); }
  friend bool operator==(const RecyclingAllocator&, const RecyclingAllocator&) noexcept { return true; }
};

}  // namespace tributary::detail
