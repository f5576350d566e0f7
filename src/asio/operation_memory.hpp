#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <new>

namespace tributary::detail {

/// Memory for one operation of an executor at a time, so that it can be begun when there is no other. One more, or a
/// larger one, has memory of its own.
class OperationMemory {
 public:
  OperationMemory() noexcept = default;
  OperationMemory(const OperationMemory&) = delete;
  OperationMemory& operator=(const OperationMemory&) = delete;

  void* take(std::size_t bytes) {
    const bool is_ours = bytes <= sizeof(memory_) && !in_use_.exchange(true, std::memory_order_acquire);
    return is_ours ? memory_.data() : ::operator new(bytes);
  }
  void give(void* memory) noexcept {
    if (memory != memory_.data()) return ::operator delete(memory);
    in_use_.store(false, std::memory_order_release);
  }

  /// For handlers whose operations are to use it. It outlives them.
  template <class T>
  class Allocator {
   public:
    using value_type = T;

    explicit Allocator(OperationMemory& memory) noexcept : memory_{&memory} {}
    template <class U>
    Allocator(const Allocator<U>& other) noexcept  // NOLINT(google-explicit-constructor): to rebind
        : memory_{&other.memory()} {}

    T* allocate(std::size_t count) { return static_cast<T*>(memory_->take(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t) noexcept { memory_->give(memory); }
    OperationMemory& memory() const noexcept { return *memory_; }
    friend bool operator==(const Allocator& a, const Allocator& b) noexcept { return a.memory_ == b.memory_; }

   private:
    OperationMemory* memory_;
  };

 private:
  alignas(std::max_align_t) std::array<std::byte, 256> memory_;
  std::atomic<bool> in_use_{false};
};

}  // namespace tributary::detail
