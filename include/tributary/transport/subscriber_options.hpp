#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <cstdint>

namespace tributary {

/// What a subscriber that reads by itself does when so much has come that nobody has received that it takes no more.
enum class WhenFull : std::uint8_t {
  wait,         ///< reads nothing until there is room: the server keeps it, and ends the connection when it is too much
  drop_oldest,  ///< drops the oldest, and tells how many by an EventsDropped in their place
  close,        ///< ends for good: what has come is delivered, and then an error
};

/// How a Subscriber comes back when its connection is lost. What is not said here stands in the ClientOptions.
struct TRIBUTARY_API SubscriberOptions {
  /// Before each attempt to connect again a random time passes: from 0 to `first_backoff` before the first, to twice as
  /// much before the second and so on, but never to more than `longest_backoff`. A connection that lasted for
  /// `longest_backoff` begins anew.
  std::chrono::milliseconds first_backoff{100};
  std::chrono::milliseconds longest_backoff{10'000};

  /// An outage of this length is thrown as a TransportError; whoever goes on waiting afterwards waits for as long
  /// again.
  std::chrono::milliseconds give_up_after{60'000};
};

}  // namespace tributary
