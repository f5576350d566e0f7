#pragma once

#include <tributary/asio/async_client_options.hpp>

namespace tributary::detail {

/// std::invalid_argument for options that cannot work.
void check(const AsyncClientOptions& options);

}  // namespace tributary::detail
