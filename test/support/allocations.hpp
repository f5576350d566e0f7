#pragma once

#include <cstddef>

namespace tributary::test {

/// Calls of malloc and its kin, those inside shared libraries included. Link support/allocations.cpp into the
/// executable that counts; sanitizers, which bring their own malloc, cannot.
struct Allocations {
  std::size_t calls = 0;
  std::size_t bytes = 0;
};

/// What this thread has allocated since it began.
Allocations allocations() noexcept;

/// Lets allocations of this thread fail: the one behind the next `left`, and, when `for_good`, all behind that.
void let_allocations_fail(std::size_t left, bool for_good) noexcept;
/// Lets them succeed again.
struct AllocationsLeft {
  std::size_t left;  ///< before one fails
  bool has_failed;
};
AllocationsLeft let_allocations_succeed() noexcept;
/// Blocks of all threads that were not freed.
std::ptrdiff_t live_allocations() noexcept;

/// What `work()` allocates on this thread.
template <class F>
Allocations allocations_of(F&& work) {
  const Allocations before = allocations();
  work();
  const Allocations after = allocations();
  return {after.calls - before.calls, after.bytes - before.bytes};
}

}  // namespace tributary::test
