#include <tributary/core/recycled_memory.hpp>

#include "core/thread_cache.hpp"

#include <array>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::size_t kStep = 64;  // sizes are rounded up to so many bytes
constexpr std::size_t kClasses = 32;
constexpr std::size_t kMostKept = std::size_t{4} << 20;  // bytes of all sizes

struct Block {
  Block* next;
};

// Plain data outlives the destructors of the thread, some of which may still give memory back.
thread_local constinit std::array<Block*, kClasses> t_shelves{};
thread_local constinit std::size_t t_kept = 0;

constexpr std::size_t class_of(std::size_t bytes) noexcept { return (bytes + kStep - 1) / kStep - 1; }
constexpr std::size_t size_of(std::size_t size_class) noexcept { return (size_class + 1) * kStep; }

}  // namespace

void* take_recycled(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (size_class >= kClasses) return ::operator new(bytes);
  Block*& shelf = t_shelves[size_class];
  if (shelf == nullptr) return ::operator new(size_of(size_class));
  t_kept -= size_of(size_class);
  return std::exchange(shelf, shelf->next);
}

void give_recycled(void* memory, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  // The cache of the thread empties the shelves when the thread ends.
  if (size_class >= kClasses || t_kept + size_of(size_class) > kMostKept ||
      (t_kept == 0 && ThreadCache::current() == nullptr)) {
    ::operator delete(memory);
    return;
  }
  t_shelves[size_class] = ::new (memory) Block{t_shelves[size_class]};
  t_kept += size_of(size_class);
}

void free_recycled() noexcept {
  t_kept = 0;
  for (Block*& shelf : t_shelves) {
    while (shelf != nullptr) ::operator delete(std::exchange(shelf, shelf->next));
  }
}

}  // namespace tributary::detail
