#include "codec/read_double.hpp"

#ifndef __cpp_lib_to_chars

#include <locale.h>
#include <stdlib.h>

#include <cmath>
#include <string>
#include <string_view>
#include <system_error>

namespace tributary::detail {

// By strtod_l() in the C locale. What that takes and from_chars() does not, is refused before: spaces, a plus,
// hexadecimal digits. Where a text is a number with something behind it, only that there is something is told alike.
std::from_chars_result read_double(const char* first, const char* last, double& value) {
  static const locale_t c_locale = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const std::string text{first, last};
  const std::string_view digits = std::string_view{text}.substr(text.starts_with('-') ? 1 : 0);
  const bool begins_well = !digits.empty() && (digits[0] == '.' || (digits[0] >= '0' && digits[0] <= '9') ||
                                               (digits[0] | 0x20) == 'i' || (digits[0] | 0x20) == 'n');
  if (!begins_well || digits.starts_with("0x") || digits.starts_with("0X")) return {first, std::errc::invalid_argument};
  char* end = nullptr;
  const double read = ::strtod_l(text.c_str(), &end, c_locale);
  const auto length = end - text.c_str();
  if (length == 0) return {first, std::errc::invalid_argument};
  if (std::isinf(read) && digits[0] != 'i' && digits[0] != 'I') return {first + length, std::errc::result_out_of_range};
  value = read;
  return {first + length, std::errc{}};
}

}  // namespace tributary::detail

#endif
