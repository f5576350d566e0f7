#include "counters.hpp"

#include <sys/resource.h>

#include <chrono>

namespace tributary::bench {
namespace detail {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> syscalls{0};

}  // namespace detail

namespace {

std::int64_t nanoseconds(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_usec} * 1'000;
}

Usage usage_now() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {.wall_ns = std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count(),
          .user_ns = nanoseconds(used.ru_utime),
          .system_ns = nanoseconds(used.ru_stime),
          .allocations = detail::allocations.load(std::memory_order_relaxed),
          .syscalls = detail::syscalls.load(std::memory_order_relaxed)};
}

}  // namespace

Measurement::Measurement() : start_{usage_now()} { detail::counting.store(true, std::memory_order_relaxed); }

Measurement::~Measurement() { detail::counting.store(false, std::memory_order_relaxed); }

Usage Measurement::finish() {
  const Usage end = usage_now();
  detail::counting.store(false, std::memory_order_relaxed);
  return {.wall_ns = end.wall_ns - start_.wall_ns,
          .user_ns = end.user_ns - start_.user_ns,
          .system_ns = end.system_ns - start_.system_ns,
          .allocations = end.allocations - start_.allocations,
          .syscalls = end.syscalls - start_.syscalls};
}

}  // namespace tributary::bench
