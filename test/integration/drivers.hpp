#pragma once

// The blocking client and the asynchronous one by one set of calls, so that one test tells of both:
//
//     TEMPLATE_TEST_CASE("a server that is killed ...", "", Blocking, Asynchronous) {
//       TestType client{server.uri()};
//       CHECK(client.value(client.incr("n")) == 1);
//       PipelineContext pipe{client};
//       client.execute(pipe);

#include <tributary/asio.hpp>
#include <tributary/tributary.hpp>

#include "integration/observe.hpp"

#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

namespace tributary::test {

struct Blocking : Client {
  /// Connections that there are besides those of commands that block.
  static constexpr int kShared = 0;

  using Client::Client;

  const ClientOptions& server() const noexcept { return options(); }
  /// The value of a command that was called on the client, or what it throws.
  template <class T>
  T value(DeferredResult<T> result) const {
    return std::move(result).result();
  }
  std::size_t execute(PipelineContext& pipe, const ExecuteOptions& options = {}) const { return pipe.execute(options); }
  /// Returns when an attempt that failed keeps nobody from the next one, which here is at once.
  void rest() const noexcept {}
  /// Nothing is under way when nobody waits for it.
  void abort() const noexcept {}
};

/// With a thread of its own, for which this one waits.
///
/// Whether a batch shares a connection depends on its size, and whether it waits for a server on a policy: both have
/// tests of their own. Here all share one, and what has no server is told so at once, as by the blocking client.
struct Asynchronous : AsyncClient {
  static constexpr int kShared = 1;
  static constexpr std::chrono::milliseconds kRest{1};
  static constexpr std::size_t kPlenty = std::size_t{1} << 30;
  static constexpr AsyncClientOptions kOptions{
      .max_queued_commands = kPlenty,
      .max_queued_bytes = kPlenty,
      .when_disconnected = WhenUnable::fail,
      .first_backoff = kRest,
      .longest_backoff = kRest,
      .max_shared_bytes = kPlenty,
  };

  explicit Asynchronous(std::string_view uri) : AsyncClient{uri, kOptions} {}
  explicit Asynchronous(const ClientOptions& server) : AsyncClient{server, kOptions} {}

  template <class T>
  T value(DeferredResult<T> result) const {
    return tributary::wait(std::move(result));
  }
  std::size_t execute(PipelineContext& pipe, const ExecuteOptions& options = {}) const {
    return async_execute(pipe, options, boost::asio::use_future).get();
  }
  /// The next attempt is made when its backoff is over; until then it tells why the last one failed.
  void rest() const { let_pass(2 * kRest); }
};

/// What a new client says that cannot connect, or is not let in. Nothing has left then.
template <class Driver>
TransportError connect_error(const ClientOptions& options) {
  Driver client{options};
  auto error = thrown_by<TransportError>([&] { client.value(client.incr("n")); });
  CHECK(error.outcome() == TransportOutcome::not_sent);
  return error;
}

}  // namespace tributary::test
