#pragma once

#include <tributary/config.hpp>
#include <tributary/link/client_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tributary {

/// What becomes of commands that nothing can be done for now.
enum class WhenUnable : std::uint8_t {
  wait,  ///< they wait, for as long as they may
  fail,  ///< they fail at once, as not sent
};

/// How an AsyncClient merges what its callers start, and what it does when it cannot.
struct AsyncClientOptions {
  /// Connections that all callers share. Commands that are started one after another on one AsyncClient, or on its
  /// copies, leave in that order only with one of them.
  std::size_t connections = 1;

  /// What may wait to be sent on one shared connection. Whatever is started beyond that fails at once, with the reason
  /// `queue_full`; async_execute() waits for room, when `when_full` says so.
  std::size_t max_queued_commands = 100'000;
  std::size_t max_queued_bytes = std::size_t{64} << 20;
  WhenUnable when_full = WhenUnable::wait;

  /// While there is no connection, and one cannot be made: callers wait for ClientOptions::pool_timeout, or fail with
  /// the first attempt. A server that refuses the password is no reason to wait.
  WhenUnable when_disconnected = WhenUnable::wait;
  std::chrono::milliseconds first_backoff{20};
  std::chrono::milliseconds longest_backoff{2'000};

  /// A batch of more bytes leaves on a connection of its own, when what was started before it has been answered, so
  /// that nobody waits behind it. So do commands that block.
  std::size_t max_shared_bytes = std::size_t{1} << 20;

  /// What is queued leaves when its callers have nothing more to say at the moment. With a delay it waits that long for
  /// more, unless `delay_depth` batches wait already: fewer writes, for later answers.
  std::chrono::microseconds delay{0};
  std::size_t delay_depth = 32;
};

}  // namespace tributary
