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

/// What `work()` allocates on this thread.
template <class F>
Allocations allocations_of(F&& work) {
  const Allocations before = allocations();
  work();
  const Allocations after = allocations();
  return {after.calls - before.calls, after.bytes - before.bytes};
}

}  // namespace tributary::test
