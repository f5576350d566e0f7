#pragma once

#include <tributary/config.hpp>
#include <tributary/transport/subscriber_options.hpp>

#include <cstddef>

namespace tributary {

/// How an AsyncSubscriber comes back when its connection is lost, and how much it keeps for whoever receives.
struct AsyncSubscriberOptions {
  SubscriberOptions subscriber{};

  /// What may have come that nobody has received: so many events, and so many bytes of messages. Where it waits when it
  /// is full, what one read brings, at most 64 KiB or one message, is taken whole.
  std::size_t max_messages = 10'000;
  std::size_t max_bytes = std::size_t{64} << 20;
  WhenFull when_full = WhenFull::wait;
};

}  // namespace tributary
