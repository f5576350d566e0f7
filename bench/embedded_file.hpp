#pragma once

#include <string_view>

namespace tributary::bench {

/// A file that the build has put into this program (tributary_embed() in cmake/), by the name given there; empty when
/// there is none.
[[nodiscard]] std::string_view embedded_file(std::string_view name) noexcept;

}  // namespace tributary::bench
