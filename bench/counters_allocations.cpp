// Defines the C library's allocation functions once more: each counts and goes on to glibc's own.
// free needs no definition, because the memory is glibc's.

#include "counters.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include <malloc.h>

#if defined(__GLIBC__) && !TRIBUTARY_BENCH_SANITIZED

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;

[[gnu::visibility("default")]] void* malloc(std::size_t size) noexcept {
  tributary::bench::detail::count(tributary::bench::detail::allocations);
  return __libc_malloc(size);
}

[[gnu::visibility("default")]] void* calloc(std::size_t count, std::size_t size) noexcept {
  tributary::bench::detail::count(tributary::bench::detail::allocations);
  return __libc_calloc(count, size);
}

[[gnu::visibility("default")]] void* realloc(void* memory, std::size_t size) noexcept {
  tributary::bench::detail::count(tributary::bench::detail::allocations);
  return __libc_realloc(memory, size);
}

[[gnu::visibility("default")]] void* memalign(std::size_t alignment, std::size_t size) noexcept {
  tributary::bench::detail::count(tributary::bench::detail::allocations);
  return __libc_memalign(alignment, size);
}

[[gnu::visibility("default")]] void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memalign(alignment, size);
}

[[gnu::visibility("default")]] int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) {
    return EINVAL;
  }
  void* memory = memalign(alignment, size);
  if (memory == nullptr) {
    return ENOMEM;
  }
  *result = memory;
  return 0;
}

}  // extern "C"

bool tributary::bench::allocations_are_counted() noexcept { return true; }

#else

bool tributary::bench::allocations_are_counted() noexcept { return false; }

#endif
