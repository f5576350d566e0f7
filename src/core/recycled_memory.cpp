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

struct Shelves {
  std::array<Block*, kClasses> of_class{};
  std::size_t kept = 0;
};

// Plain data outlives the destructors of the thread, some of which may still give memory back.
thread_local constinit Shelves t_shelves{};

constexpr std::size_t class_of(std::size_t bytes) noexcept { return (bytes + kStep - 1) / kStep - 1; }
constexpr std::size_t size_of(std::size_t size_class) noexcept { return (size_class + 1) * kStep; }

[[gnu::noinline]] bool has_cache() noexcept { return ThreadCache::current() != nullptr; }

}  // namespace

void* take_recycled(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (size_class >= kClasses) return ::operator new(bytes);
  Shelves& shelves = t_shelves;
  Block* const block = shelves.of_class[size_class];
  if (block == nullptr) return ::operator new(size_of(size_class));
  shelves.kept -= size_of(size_class);
  shelves.of_class[size_class] = block->next;
  return block;
}

void give_recycled(void* memory, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  Shelves& shelves = t_shelves;
  const std::size_t kept = shelves.kept + size_of(size_class);
  // The cache of the thread empties the shelves when the thread ends.
  if (size_class >= kClasses || kept > kMostKept || (shelves.kept == 0 && !has_cache())) {
    return ::operator delete(memory);
  }
  shelves.of_class[size_class] = ::new (memory) Block{shelves.of_class[size_class]};
  shelves.kept = kept;
}

void free_recycled() noexcept {
  t_shelves.kept = 0;
  for (Block*& shelf : t_shelves.of_class) {
    while (shelf != nullptr) ::operator delete(std::exchange(shelf, shelf->next));
  }
}

}  // namespace tributary::detail
