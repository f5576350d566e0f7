#pragma once

#include <atomic>
#include <cstdint>

namespace tributary::bench {

/// What a stretch of the program used, all threads of this process together.
///
/// user_ns + system_ns is exact to the microsecond. Many kernels only sample how it divides into the two, so that over
/// a few hundred milliseconds the parts are rough.
struct Usage {
  std::int64_t wall_ns = 0;
  std::int64_t user_ns = 0;
  std::int64_t system_ns = 0;
  std::int64_t allocations = 0;
  std::int64_t syscalls = 0;
};

/// Measures from its construction to `finish`; one at a time.
///
/// Allocations are calls of malloc, calloc, realloc and the aligned forms; system calls are the C library's functions
/// for reading, writing, waiting and connecting. This executable defines both families itself and so sees the calls of
/// the shared libraries too (it must export its symbols: ENABLE_EXPORTS). Neither is counted outside a measurement.
class Measurement {
 public:
  Measurement();
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;
  ~Measurement();

  [[nodiscard]] Usage finish();

 private:
  Usage start_;
};

/// False where the functions cannot be defined twice: under sanitizers, and with C libraries other than glibc.
[[nodiscard]] bool allocations_are_counted() noexcept;
[[nodiscard]] bool syscalls_are_counted() noexcept;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TRIBUTARY_BENCH_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define TRIBUTARY_BENCH_SANITIZED 1
#endif
#endif
#ifndef TRIBUTARY_BENCH_SANITIZED
#define TRIBUTARY_BENCH_SANITIZED 0
#endif

namespace detail {

extern std::atomic<bool> counting;
extern std::atomic<std::int64_t> allocations;
extern std::atomic<std::int64_t> syscalls;

// A load and a store instead of an atomic addition: what is measured runs on one thread in most modes, and a locked
// instruction would cost as much as a small allocation. With more threads some counts are lost.
inline void count(std::atomic<std::int64_t>& counter) noexcept {
  if (counting.load(std::memory_order_relaxed)) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
}

}  // namespace detail

}  // namespace tributary::bench
