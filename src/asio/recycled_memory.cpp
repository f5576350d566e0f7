#include <tributary/asio/recycled_memory.hpp>

#include "core/end_of_threads.hpp"

#include <array>
#include <cstdint>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

constexpr std::size_t kStep = 64;  // sizes are rounded up to so many bytes
constexpr std::size_t kClasses = 8;
constexpr std::uint32_t kMostKept = 1024;  // of each size

struct Block {
  Block* next;
};

struct Shelf {
  Block* first = nullptr;
  std::uint32_t count = 0;
};

// Plain data outlives the destructors of the thread, some of which may still give memory back.
thread_local constinit std::array<Shelf, kClasses> t_shelves{};
thread_local constinit bool t_ended = false;

thread_local constinit bool t_noted = false;

void end_shelves(void*) noexcept {
  t_ended = true;
  t_noted = false;
  for (Shelf& shelf : t_shelves) {
    while (shelf.first != nullptr) ::operator delete(std::exchange(shelf.first, shelf.first->next));
  }
}

/// False when there is no memory to note that they end with the thread.
bool may_keep() noexcept {
  if (t_noted) return true;
  static EndOfThreads ends{end_shelves};
  return t_noted = !t_ended && ends.note(t_shelves.data());
}

constexpr std::size_t class_of(std::size_t bytes) noexcept { return (bytes + kStep - 1) / kStep - 1; }

}  // namespace

void* take_recycled(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (size_class >= kClasses) return ::operator new(bytes);
  Shelf& shelf = t_shelves[size_class];
  if (shelf.first == nullptr) return ::operator new((size_class + 1) * kStep);
  --shelf.count;
  return std::exchange(shelf.first, shelf.first->next);
}

void give_recycled(void* memory, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  if (size_class >= kClasses || t_shelves[size_class].count == kMostKept || !may_keep()) {
    ::operator delete(memory);
    return;
  }
  Shelf& shelf = t_shelves[size_class];
  shelf.first = ::new (memory) Block{shelf.first};
  ++shelf.count;
}

}  // namespace tributary::detail
