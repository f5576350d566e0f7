#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace tributary::detail {

/// A growing run of bytes that keeps its capacity when it is cleared, and whose free space can be written in place:
/// what std::string cannot do without zeroing it first.
class RequestBuffer {
 public:
  RequestBuffer() noexcept = default;
  RequestBuffer(RequestBuffer&& other) noexcept { swap(other); }
  RequestBuffer& operator=(RequestBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~RequestBuffer();

  const char* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  std::string_view view(std::size_t begin, std::size_t end) const noexcept { return {data_ + begin, end - begin}; }

  /// The first free byte, with room for at least `bytes` more. Finish with commit().
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return data_ + size_;
  }
  /// Makes everything up to `end`, a pointer into the room, part of the buffer.
  void commit(const char* end) noexcept { size_ = static_cast<std::size_t>(end - data_); }

  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    char* out = room(bytes.size());
    std::memcpy(out, bytes.data(), bytes.size());
    commit(out + bytes.size());
  }

  /// Forgets everything behind the first `size` bytes.
  void truncate(std::size_t size) noexcept { size_ = size; }
  void clear() noexcept { size_ = 0; }
  /// Inserts `count` unwritten bytes at `at`.
  void open_gap(std::size_t at, std::size_t count);
  void swap(RequestBuffer& other) noexcept;
  /// Gives the memory back.
  void free() noexcept;

 private:
  void grow(std::size_t bytes);

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tributary::detail
