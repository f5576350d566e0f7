#pragma once

#include <tributary/transport/client_options.hpp>
#include <tributary/transport/subscriber_options.hpp>

namespace tributary::detail {

/// Throw std::invalid_argument, which names the option, for options that cannot work.
void check(const ClientOptions& options);
void check(const SubscriberOptions& options);

}  // namespace tributary::detail
