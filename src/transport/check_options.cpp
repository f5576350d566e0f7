#include "transport/check_options.hpp"

#include "link/check_options.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::detail {

void check(const SubscriberOptions& options) {
  check_time("SubscriberOptions", "first_backoff", options.first_backoff);
  check_time("SubscriberOptions", "longest_backoff", options.longest_backoff);
  check_time("SubscriberOptions", "give_up_after", options.give_up_after);
  if (options.first_backoff > options.longest_backoff) {
    throw std::invalid_argument{
        fmt::format("SubscriberOptions::first_backoff is {} ms, longer than longest_backoff, {} ms",
                    options.first_backoff.count(), options.longest_backoff.count())};
  }
}

}  // namespace tributary::detail
