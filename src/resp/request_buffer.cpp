#include "resp/request_buffer.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace tributary::detail {

RequestBuffer::~RequestBuffer() { std::free(data_); }

void RequestBuffer::free() noexcept {
  std::free(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

void RequestBuffer::swap(RequestBuffer& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
}

void RequestBuffer::open_gap(std::size_t at, std::size_t count) {
  room(count);
  std::memmove(data_ + at + count, data_ + at, size_ - at);
  size_ += count;
}

// realloc, because a large buffer grows by remapping pages instead of copying them.
void RequestBuffer::grow(std::size_t bytes) {
  constexpr std::size_t kFirst = std::size_t{4} << 10;
  const std::size_t wanted = std::max({kFirst, size_ + bytes, capacity_ * 2});
  auto* grown = static_cast<char*>(std::realloc(data_, wanted));
  if (grown == nullptr) throw std::bad_alloc{};
  data_ = grown;
  capacity_ = wanted;
}

}  // namespace tributary::detail
