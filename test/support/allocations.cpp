// Defines the C library's allocation functions once more: each counts, may fail, and goes on to glibc's own. operator
// new calls them.
#include "support/allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {

/// When allocations of a thread fail.
struct Ending {
  bool armed = false;
  bool for_good = false;
  bool has_failed = false;
  std::size_t left = 0;
};

// Constant-initialised, and so there before the first allocation of a thread.
constinit thread_local tributary::test::Allocations t_allocations;
constinit thread_local Ending t_ending;
constinit std::atomic<std::ptrdiff_t> g_live{0};

/// False when the allocation is to fail.
bool count(std::size_t bytes) noexcept {
  ++t_allocations.calls;
  t_allocations.bytes += bytes;
  if (!t_ending.armed) return true;
  if (t_ending.left > 0) {
    --t_ending.left;
    return true;
  }
  if (t_ending.has_failed && !t_ending.for_good) return true;
  t_ending.has_failed = true;
  errno = ENOMEM;
  return false;
}

void* live(void* memory) noexcept {
  if (memory != nullptr) g_live.fetch_add(1, std::memory_order_relaxed);
  return memory;
}

}  // namespace

namespace tributary::test {

Allocations allocations() noexcept { return t_allocations; }

void let_allocations_fail(std::size_t left, bool for_good) noexcept { t_ending = {true, for_good, false, left}; }

AllocationsLeft let_allocations_succeed() noexcept {
  t_ending.armed = false;
  return {t_ending.left, t_ending.has_failed};
}

std::ptrdiff_t live_allocations() noexcept { return g_live.load(std::memory_order_relaxed); }

}  // namespace tributary::test

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t elements, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* memory) noexcept;

void* malloc(std::size_t size) noexcept { return count(size) ? live(__libc_malloc(size)) : nullptr; }

void* calloc(std::size_t elements, std::size_t size) noexcept {
  return count(elements * size) ? live(__libc_calloc(elements, size)) : nullptr;
}

void* realloc(void* memory, std::size_t size) noexcept {
  if (!count(size)) return nullptr;
  return memory == nullptr ? live(__libc_malloc(size)) : __libc_realloc(memory, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return count(size) ? live(__libc_memalign(alignment, size)) : nullptr;
}

void free(void* memory) noexcept {
  if (memory != nullptr) g_live.fetch_sub(1, std::memory_order_relaxed);
  __libc_free(memory);
}

}  // extern "C"
