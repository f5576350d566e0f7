#pragma once

#include <tributary/core/error.hpp>

#include <string_view>

namespace tributary::detail {

/// The error that a server answered with.
ErrorInfo server_error(std::string_view text);

}  // namespace tributary::detail
