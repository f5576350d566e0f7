#pragma once

#include <string>
#include <string_view>

namespace tributary::detail {

/// The SHA-1 of `bytes` in 40 lower-case hexadecimal digits: the name under which Redis knows a script. For names only;
/// as a signature SHA-1 is broken.
///
/// Source: RFC 3174
std::string sha1_hex(std::string_view bytes);

}  // namespace tributary::detail
