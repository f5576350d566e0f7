#pragma once

// Reads back what request_encoder.hpp writes, which may be cut anywhere.

#include <cstddef>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// Takes one command off the front and returns its bytes; empty, and nothing is taken, when it is cut.
std::string_view take_command(std::string_view& bytes) noexcept;
/// Takes whole commands off the front; returns how many.
std::size_t take_whole_commands(std::string_view& bytes) noexcept;
/// The words of one whole command, which point into it. The verb's come first.
std::vector<std::string_view> words_of(std::string_view command);

}  // namespace tributary::detail
