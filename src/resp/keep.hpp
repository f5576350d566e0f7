#pragma once

#include <cstddef>

namespace tributary::detail {

/// What a buffer may keep between uses. Above that a huge batch or reply would cost its memory for as long as the
/// connection lives.
inline constexpr std::size_t kKeptBytes = std::size_t{1} << 20;

/// Gives back what `buffer`, a string or vector, holds beyond kKeptBytes, together with its content.
template <class T>
void trim(T& buffer) noexcept {
  if (buffer.capacity() > kKeptBytes / sizeof(typename T::value_type)) T{}.swap(buffer);
}

template <class T>
void clear_and_trim(T& buffer) noexcept {
  buffer.clear();
  trim(buffer);
}

}  // namespace tributary::detail
