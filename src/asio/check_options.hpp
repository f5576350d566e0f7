#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/asio/async_subscriber_options.hpp>

namespace tributary::detail {

/// std::invalid_argument for options that cannot work.
void check(const AsyncClientOptions& options);
void check(const AsyncSubscriberOptions& options);

}  // namespace tributary::detail
