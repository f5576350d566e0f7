#include "server.hpp"

#include "routes.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace customer_service {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using tributary::AsyncClient;
using tributary::AsyncClientOptions;
using tributary::WhenUnable;
using namespace std::chrono_literals;

namespace {

constexpr auto kSilence = 30s;                // after which a connection is closed
constexpr auto kLinger = 2s;                  // for what comes behind a request that was refused
constexpr std::uint64_t kMaxBody = 64 << 10;  // bytes of a request
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// [options]
AsyncClientOptions client_options() {
  AsyncClientOptions options;
  options.when_disconnected = WhenUnable::fail;
  options.when_full = WhenUnable::fail;
  return options;
}
// [/options]

Request to_request(http::request<http::string_body>&& request) {
  return {std::string{request.method_string()}, std::string{request.target()}, std::move(request).body()};
}

/// To a request that could not be read: there is no knowing where the next one begins.
Answer refusal(beast::error_code error) {
  if (error == http::error::body_limit) return {413, {{"error", "the body is too long"}, {"limit", kMaxBody}}};
  return {400, {{"error", "this is not HTTP: " + error.message()}}};
}

bool is_malformed(beast::error_code error) {
  return error.category() == make_error_code(http::error::body_limit).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

/// Reads what still comes, for a while: closed before, the connection would be reset, and the answer lost.
asio::awaitable<void> drain(beast::tcp_stream& stream) {
  std::array<char, 4096> unread;
  stream.expires_after(kLinger);
  for (bool open = true; open;) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(unread), as_result);
    open = !error;
  }
}

http::response<http::string_body> to_response(const Answer& answer, bool keep_alive, bool with_body) {
  http::response<http::string_body> response{static_cast<http::status>(answer.status), 11};
  response.set(http::field::content_type, "application/json");
  if (!answer.allow.empty()) response.set(http::field::allow, std::string{answer.allow});
  // What is not UTF-8 is what a path held.
  std::string text = answer.body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  response.content_length(text.size());
  if (with_body) response.body() = std::move(text);
  response.keep_alive(keep_alive);
  return response;
}

}  // namespace

Server::Server(asio::io_context& context, const ServerOptions& options)
    : context_{context},
      options_{options},
      shared_{context, options.redis, client_options()},
      acceptor_{context, tcp::endpoint{asio::ip::address_v4::loopback(), options.port}} {
  asio::co_spawn(context_, listen(), asio::detached);
}

// [client]
AsyncClient Server::client() const {
  if (options_.batching) return shared_;  // a handle to it
  return AsyncClient{context_, options_.redis, client_options()};
}
// [/client]

void Server::stop() {
  stopping_ = true;
  acceptor_.close();
  for (beast::tcp_stream* const stream : idle_) stream->cancel();
  close_when_done();
}

void Server::close_when_done() {
  if (stopping_ && open_ == 0) shared_.close();
}

asio::awaitable<void> Server::listen() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (!error) {
      asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    } else if (acceptor_.is_open()) {
      // Too many are open. Somebody leaves sooner or later.
      asio::steady_timer pause{context_, 100ms};
      co_await pause.async_wait(as_result);
    }
  }
}

asio::awaitable<void> Server::serve(tcp::socket socket) {
  ++open_;
  ++connections_;
  beast::error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  beast::tcp_stream stream{std::move(socket)};
  try {
    co_await talk(stream, client());
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  } catch (const std::exception&) {
    // No memory: this connection ends, and no other.
  }
  idle_.erase(&stream);
  --open_;
  close_when_done();
}

asio::awaitable<void> Server::talk(beast::tcp_stream& stream, AsyncClient redis) {
  beast::error_code ignored;
  beast::flat_buffer buffer;
  for (bool keep_alive = true; keep_alive;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxBody);
    stream.expires_after(kSilence);
    idle_.insert(&stream);
    const auto [error, size] = co_await http::async_read(stream, buffer, parser, as_result);
    idle_.erase(&stream);
    if (error && !is_malformed(error)) co_return;

    Answer answered;
    bool with_body = true;
    if (error) {
      keep_alive = false;
      answered = refusal(error);
    } else {
      ++requests_;
      keep_alive = parser.keep_alive();
      with_body = parser.get().method() != http::verb::head;
      const Request request = to_request(parser.release());
      stream.expires_never();
      answered = co_await answer(redis, request);
    }

    if (stopping_) keep_alive = false;
    auto response = to_response(answered, keep_alive, with_body);
    stream.expires_after(kSilence);
    const auto [failure, written] = co_await http::async_write(stream, response, as_result);
    if (failure) co_return;
    if (error) {
      stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
      co_await drain(stream);
    }
  }
}

}  // namespace customer_service
