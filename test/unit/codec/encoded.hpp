#pragma once

// Values to bytes and back, without a server:
//
//   CHECK(encoded(42) == "42");
//   CHECK(decoded<int>(":42\r\n") == 42);
//   CHECK(refused<int>("+OK\r\n").actual == "status \"OK\"");

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include "codec/argument_encoder.hpp"
#include "resp/reply_reader.hpp"

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tributary::test {

/// The one argument in `bytes`, without its RESP header, which must say how long it is.
inline std::string without_header(std::string_view bytes) {
  const std::size_t line = bytes.find("\r\n");
  if (line == std::string_view::npos || bytes.size() < line + 4) throw std::runtime_error{"no RESP argument"};
  const std::string_view body = bytes.substr(line + 2, bytes.size() - line - 4);
  if (bytes.substr(0, line) != "$" + std::to_string(body.size()))
    throw std::runtime_error{"a header tells a wrong size"};
  return std::string{body};
}

/// The bytes that a value becomes as an argument of a command.
inline std::string encoded(const Argument& argument) {
  detail::RequestBuffer out;
  detail::append_argument(out, argument);
  return without_header(out.view(0, out.size()));
}

/// Calls `use(view)` with the one reply in `resp`, and rethrows what it throws.
template <class F>
void with_reply(std::string_view resp, F&& use) {
  class Sink final : public detail::ReplySink {
   public:
    explicit Sink(F& f) : use_{f} {}
    bool on_reply(const ReplyView& reply) noexcept override {
      ++replies;
      try {
        use_(reply);
      } catch (...) {
        thrown = std::current_exception();
      }
      return true;
    }
    int replies = 0;
    std::exception_ptr thrown;

   private:
    F& use_;
  } sink{use};
  detail::ReplyReader reader{{}};
  if (!reader.feed(resp, sink) || sink.replies != 1) throw std::runtime_error{"the test's own RESP is wrong"};
  if (sink.thrown != nullptr) std::rethrow_exception(sink.thrown);
}

/// The value that a reply becomes.
template <Decodable T>
T decoded(std::string_view resp) {
  std::optional<T> value;
  with_reply(resp, [&](const ReplyView& reply) { value = decode<T>(reply); });
  return std::move(*value);
}

/// What a reply that is no T is told.
struct Refused {
  std::string expected;
  std::string actual;
};

template <Decodable T>
Refused refused(std::string_view resp) {
  try {
    decoded<T>(resp);
  } catch (const CodecError& error) {
    return {error.expected(), error.actual()};
  }
  throw std::runtime_error{"the reply was not refused"};
}

/// A bulk string as a server sends it.
inline std::string bulk(std::string_view bytes) {
  std::string reply = "$";
  return reply.append(std::to_string(bytes.size())).append("\r\n").append(bytes).append("\r\n");
}

}  // namespace tributary::test
