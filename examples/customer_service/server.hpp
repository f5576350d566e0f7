#pragma once

#include <tributary/asio/async_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <set>

namespace customer_service {

struct ServerOptions {
  tributary::ClientOptions redis;
  std::uint16_t port = 8080;  ///< 0: one that is free
  /// The requests of all connections share one connection to Redis, and what they start at one moment one write to it.
  /// Without, each connection has one of its own.
  bool batching = true;
};

/// Answers HTTP on a port of this machine only, as long as its io_context runs, on one thread. It ends before it.
class Server {
 public:
  Server(boost::asio::io_context& context, const ServerOptions& options);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Takes no connections any more. Requests that have come are answered, and then nothing keeps the io_context.
  void stop();

  std::uint64_t connections() const noexcept { return connections_; }
  std::uint64_t requests() const noexcept { return requests_; }

 private:
  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> talk(boost::beast::tcp_stream& stream, tributary::AsyncClient redis);
  /// A client for one connection.
  tributary::AsyncClient client() const;
  void close_when_done();

  boost::asio::io_context& context_;
  ServerOptions options_;
  tributary::AsyncClient shared_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::set<boost::beast::tcp_stream*> idle_;  // those that wait for a request
  std::size_t open_ = 0;
  std::uint64_t connections_ = 0;
  std::uint64_t requests_ = 0;
  bool stopping_ = false;
};

}  // namespace customer_service
