#include "asio/check_options.hpp"

#include "transport/check_options.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace tributary::detail {

void check(const AsyncClientOptions& options) {
  for (const auto& [name, value] :
       {std::pair{"connections", options.connections}, std::pair{"max_queued_commands", options.max_queued_commands},
        std::pair{"max_queued_bytes", options.max_queued_bytes}, std::pair{"delay_depth", options.delay_depth}}) {
    if (value == 0)
      throw std::invalid_argument{fmt::format("AsyncClientOptions::{} is 0: nothing could be sent", name)};
  }
  if (options.first_backoff.count() <= 0 || options.longest_backoff < options.first_backoff) {
    throw std::invalid_argument{fmt::format("AsyncClientOptions: a backoff from {} ms to {} ms is no range",
                                            options.first_backoff.count(), options.longest_backoff.count())};
  }
  if (options.delay.count() < 0) {
    throw std::invalid_argument{
        fmt::format("AsyncClientOptions::delay is {} us, which is negative", options.delay.count())};
  }
}

void check(const AsyncSubscriberOptions& options) {
  check(options.subscriber);
  if (options.max_messages == 0 || options.max_bytes == 0) {
    throw std::invalid_argument{"AsyncSubscriberOptions::max_messages or max_bytes is 0: nothing could be received"};
  }
}

}  // namespace tributary::detail
