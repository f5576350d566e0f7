#pragma once

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <new>
#include <string>
#include <thread>
#include <utility>

namespace tributary::test {

/// Memory that ends once within a scenario, at an allocation of its number; afterwards it is there again, or ended for
/// good. Expectations allocate nothing.
class Memory {
 public:
  Memory(std::size_t allocations, bool for_good) noexcept : left_{allocations}, for_good_{for_good} {}

  /// Does something during which memory may end. False when it threw std::bad_alloc; it should, or say so otherwise.
  template <class F>
  bool may_end(F&& work) {
    if (has_failed_ && !for_good_) {
      work();
      return true;
    }
    const Armed armed{*this};
    try {
      work();
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }
  void expect(bool is_so, const char* complaint) noexcept {
    if (!is_so && complaint_ == nullptr) complaint_ = complaint;
  }

  bool has_failed() const noexcept { return has_failed_; }
  const char* complaint() const noexcept { return complaint_ != nullptr ? complaint_ : ""; }

 private:
  class Armed {
   public:
    explicit Armed(Memory& memory) noexcept : memory_{memory} { let_allocations_fail(memory.left_, memory.for_good_); }
    ~Armed() {
      const auto [left, has_failed] = let_allocations_succeed();
      memory_.left_ = left;
      memory_.has_failed_ |= has_failed;
    }
    Armed(const Armed&) = delete;
    Armed& operator=(const Armed&) = delete;

   private:
    Memory& memory_;
  };

  std::size_t left_;
  bool for_good_;
  bool has_failed_ = false;
  const char* complaint_ = nullptr;
};

/// Whether what is live afterwards is known: not when another thread allocates, too.
enum class Leaks : bool { unknown, none };

/// Runs `scenario(memory)` with the first, the second, ... allocation failing, until one needs no further; each on a
/// thread of its own, which keeps nothing from the one before.
template <class Scenario>
void at_every_allocation(Scenario&& scenario, Leaks leaks = Leaks::none) {
  const auto run = [&](std::size_t allocations, bool for_good) {
    Memory memory{allocations, for_good};
    std::thread{[&] { scenario(memory); }}.join();
    return memory;
  };
  run(static_cast<std::size_t>(-1), false);  // what a process makes once is there
  for (const bool for_good : {false, true}) {
    for (std::size_t allocations = 0;; ++allocations) {
      const std::ptrdiff_t before = live_allocations();
      const Memory memory = run(allocations, for_good);
      const std::ptrdiff_t leaked = live_allocations() - before;
      INFO("allocation " << allocations << (for_good ? " and all behind it" : "") << " failed");
      CHECK(std::string{memory.complaint()} == "");
      if (leaks == Leaks::none) CHECK(leaked == 0);
      if (!memory.has_failed()) {
        CHECK(allocations > 0);
        break;
      }
    }
  }
}

}  // namespace tributary::test
