// Defines the C library's allocation functions once more: each counts and goes on to glibc's own. operator new calls
// them; free needs no definition, because the memory is glibc's.
#include "support/allocations.hpp"

#include <cstddef>

namespace {

// Constant-initialised, and so there before the first allocation of a thread.
constinit thread_local tributary::test::Allocations t_allocations;

void count(std::size_t bytes) noexcept {
  ++t_allocations.calls;
  t_allocations.bytes += bytes;
}

}  // namespace

tributary::test::Allocations tributary::test::allocations() noexcept { return t_allocations; }

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t elements, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;

void* malloc(std::size_t size) noexcept {
  count(size);
  return __libc_malloc(size);
}

void* calloc(std::size_t elements, std::size_t size) noexcept {
  count(elements * size);
  return __libc_calloc(elements, size);
}

void* realloc(void* memory, std::size_t size) noexcept {
  count(size);
  return __libc_realloc(memory, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  count(size);
  return __libc_memalign(alignment, size);
}

}  // extern "C"
