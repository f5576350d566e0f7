#include "link/forks.hpp"

#include <pthread.h>

#include <atomic>

namespace tributary::detail {

unsigned forks() noexcept {
  static std::atomic<unsigned> count{0};
  static const int registered = pthread_atfork(nullptr, nullptr, [] { ++count; });
  static_cast<void>(registered);
  return count.load(std::memory_order_relaxed);
}

}  // namespace tributary::detail
