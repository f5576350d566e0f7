#pragma once

#include <string>

namespace tributary::bench {

/// What --help says behind the options: workloads, modes, and how to begin.
[[nodiscard]] std::string help_footer();

}  // namespace tributary::bench
