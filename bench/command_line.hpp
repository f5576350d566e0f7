#pragma once

#include <string>

namespace tributary::bench {

/// What was typed, quoted for a shell where it has to be, and without the user and the password of a URI.
[[nodiscard]] std::string command_line(int argc, const char* const* argv);

}  // namespace tributary::bench
