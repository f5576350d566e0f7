#pragma once

namespace tributary::detail {

/// Writes the shortest text that reads back as the same double: byte by byte what std::to_chars() writes, with a fifth
/// of its instructions for numbers of few decimals, such as prices, scores and measurements. Needs room for kMaxDouble.
char* write_shortest(char* out, double value) noexcept;

}  // namespace tributary::detail
