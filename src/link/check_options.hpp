#pragma once

#include <tributary/link/client_options.hpp>

#include <chrono>
#include <string_view>

namespace tributary::detail {

/// Throw std::invalid_argument, which names the option, for options that cannot work.
void check(const ClientOptions& options);
/// The same for a time that `options` call `name`.
void check_time(std::string_view options, std::string_view name, std::chrono::milliseconds value);

}  // namespace tributary::detail
