#pragma once

#include <string>
#include <string_view>

namespace tributary::detail {

/// Text for an error message: in double quotes, control and non-ASCII bytes as \xNN, cut after 64 bytes with its
/// length.
std::string quote(std::string_view text);

}  // namespace tributary::detail
