#pragma once

#include <string>
#include <string_view>

namespace tributary::detail {

/// Text for an error message: in double quotes, control and non-ASCII bytes as \xNN, cut after 64 bytes with its
/// length.
std::string quote(std::string_view text);

/// Each byte that is no printable ASCII as \xNN: one column for each byte of the result.
std::string escape_bytes(std::string_view text);

/// A text of somebody else for an error message, whole and in its language: control characters as \xNN, so that it can
/// neither end a line of a log nor speak to a terminal.
std::string escape_controls(std::string_view text);

}  // namespace tributary::detail
