#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace tributary::bench {

/// A report that --json has written.
///
/// Errors: std::runtime_error, which begins with the name of the option, when the text is something else
[[nodiscard]] nlohmann::json parse_report(std::string_view option, std::string_view text);

}  // namespace tributary::bench
