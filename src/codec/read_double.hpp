#pragma once

#include <charconv>

namespace tributary::detail {

/// std::from_chars() for a double, which libc++ has from version 20 on.
#ifdef __cpp_lib_to_chars
inline std::from_chars_result read_double(const char* first, const char* last, double& value) {
  return std::from_chars(first, last, value);
}
#else
std::from_chars_result read_double(const char* first, const char* last, double& value);
#endif

}  // namespace tributary::detail
