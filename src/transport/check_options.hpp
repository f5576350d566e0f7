#pragma once

#include <tributary/transport/subscriber_options.hpp>

namespace tributary::detail {

/// Throws std::invalid_argument, which names the option, for options that cannot work.
void check(const SubscriberOptions& options);

}  // namespace tributary::detail
