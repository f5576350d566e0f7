#pragma once

#include <string_view>

namespace tributary::detail {

/// What stands in `rest` before the first `separator`, which is cut off together with it; all of it when there is none.
std::string_view cut(std::string_view& rest, char separator) noexcept;

/// The first line of `rest`, without its LF or CRLF, cut off together with that.
std::string_view cut_line(std::string_view& rest) noexcept;

struct NameAndValue {
  std::string_view name;
  std::string_view value;
};

/// Text of the form name, sign, value, of which only the name has no sign in it. CodecError when there is no sign, or
/// no name.
NameAndValue cut_field(std::string_view text, char sign, std::string_view expected);

}  // namespace tributary::detail
