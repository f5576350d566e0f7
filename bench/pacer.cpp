#include "pacer.hpp"

#include <thread>

namespace tributary::bench {

void wait_until(Pacer::Clock::time_point due) noexcept {
  constexpr std::chrono::microseconds kMoment{60};
  const auto left = due - Pacer::Clock::now();
  if (left > kMoment) std::this_thread::sleep_for(left - kMoment);
  while (Pacer::Clock::now() < due) {
  }
}

}  // namespace tributary::bench
