#pragma once

#include <tributary/config.hpp>

#include <cstddef>

namespace tributary::detail {

/// Memory for what lives as long as somebody waits: a coroutine, one operation. Each thread keeps some of what was
/// given back: a thousand coroutines wait for a thousand answers at once, which is more than malloc() keeps at hand.
///
/// Errors:   std::bad_alloc
[[nodiscard]] TRIBUTARY_API void* take_recycled(std::size_t bytes);
TRIBUTARY_API void give_recycled(void* memory, std::size_t bytes) noexcept;

/// An allocator of it.
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
