// Codecs that a user of the library writes: as an argument, as a result, and what happens when they throw.
#include <tributary/tributary.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <charconv>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

/// `x;y` on the wire.
struct Point {
  int x;
  int y;
  friend bool operator==(const Point&, const Point&) = default;
};

/// Bytes of any length, written one by one.
struct Blob {
  std::string bytes;
};

struct Unwritable {};
struct Unreadable {};
struct ReadsOddly {};

/// Its constructor fails after it has written to where it is to live: in the slot.
struct Unstorable {
  explicit Unstorable(std::string_view) {
    std::memset(bytes, '!', sizeof bytes);
    throw std::runtime_error{"cannot be stored"};
  }
  char bytes[40];
};

/// Read from the shape of a reply, not from one string.
struct Shape {
  tributary::ReplyKind kind;
};

}  // namespace

template <>
struct tributary::Codec<Point> {
  static void encode(const Point& point, ByteWriter& out) {
    out.append(std::to_string(point.x));
    out.push_back(';');
    out.append(std::to_string(point.y));
  }
  static Point decode(std::string_view bytes) {
    Point point{};
    const char* const end = bytes.data() + bytes.size();
    const auto middle = std::from_chars(bytes.data(), end, point.x).ptr;
    if (middle == end || *middle != ';' || std::from_chars(middle + 1, end, point.y).ptr != end) {
      throw_unexpected_text("a point", bytes);
    }
    return point;
  }
};

template <>
struct tributary::Codec<Blob> {
  static void encode(const Blob& blob, ByteWriter& out) {
    for (const char byte : blob.bytes) out.push_back(byte);
  }
};

template <>
struct tributary::Codec<Unwritable> {
  static void encode(const Unwritable&, ByteWriter& out) {
    out.append("half of ");
    throw std::runtime_error{"cannot be written"};
  }
};

template <>
struct tributary::Codec<Unreadable> {
  static Unreadable decode(std::string_view) { throw std::runtime_error{"cannot be read"}; }
};

template <>
struct tributary::Codec<ReadsOddly> {
  static ReadsOddly decode(std::string_view) { throw 42; }
};

template <>
struct tributary::Codec<Unstorable> {
  static Unstorable decode(std::string_view bytes) { return Unstorable{bytes}; }
};

template <>
struct tributary::Codec<Shape> {
  static Shape from_reply(const ReplyView& reply) { return {reply.kind()}; }
};

using namespace tributary;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

TEST_CASE("a user's type is an argument and a result") {
  CHECK(encoded(Point{-3, 40}) == "-3;40");
  CHECK(decoded<Point>(bulk("-3;40")) == Point{-3, 40});
}

TEST_CASE("a user's type may be inside every container") {
  CHECK(decoded<std::optional<Point>>("$-1\r\n") == std::nullopt);
  CHECK(decoded<std::vector<Point>>("*2\r\n$3\r\n1;2\r\n$3\r\n3;4\r\n") == std::vector<Point>{{1, 2}, {3, 4}});
  CHECK(decoded<std::map<std::string, Point>>("*2\r\n$1\r\na\r\n$3\r\n1;2\r\n") ==
        std::map<std::string, Point>{{"a", {1, 2}}});
}

TEST_CASE("a type without decode reads the reply itself") {
  CHECK(decoded<Shape>("*0\r\n").kind == ReplyKind::array);
  CHECK(decoded<Shape>("$-1\r\n").kind == ReplyKind::nil);
}

TEST_CASE("a user's value may have any length, and its header tells it") {
  const std::size_t size = GENERATE(0U, 1U, 9U, 10U, 99U, 100U, 999U, 1000U, 5000U, 100'000U);
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 251);
  CHECK(encoded(Blob{bytes}) == bytes);
}

TEST_CASE("a user's values stand between other arguments") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.command<Ok>("XYZ", "before", Blob{std::string(10, 'b')}, Point{1, 2}, Blob{std::string(100, 'c')}, "after");
  pipe.execute(Errors::in_results);
  CHECK(client.sent() == resp_command({"XYZ", "before", std::string(10, 'b'), "1;2", std::string(100, 'c'), "after"}));
}

TEST_CASE("an encode that throws reaches the caller, and nothing is recorded") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.command<std::string>("ECHO", "first");
  CHECK_THROWS_WITH(pipe.command<Ok>("SET", "k", Unwritable{}), "cannot be written");
  pipe.command<std::string>("ECHO", "second");
  CHECK(pipe.size() == 2);
  client.reply("$5\r\nfirst\r\n$6\r\nsecond\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == resp_command({"ECHO", "first"}) + resp_command({"ECHO", "second"}));
}

TEST_CASE("a decode that throws is the DecodeError of that one result") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto before = pipe.command<std::string>("ECHO", "a");
  const auto unreadable = pipe.command<Unreadable>("GET", "k");
  const auto odd = pipe.command<ReadsOddly>("GET", "k");
  const auto point = pipe.command<Point>("GET", "k");
  const auto after = pipe.command<std::string>("ECHO", "b");
  client.reply("$1\r\na\r\n$1\r\nx\r\n$1\r\ny\r\n$1\r\nz\r\n$1\r\nb\r\n");
  CHECK(pipe.execute(Errors::in_results) == 3);

  CHECK(*before == "a");
  CHECK(*after == "b");
  CHECK_THROWS_AS(unreadable.result(), DecodeError);
  CHECK(unreadable.error()->message == "cannot be read");
  CHECK(unreadable.error()->actual == "bulk string \"x\"");
  CHECK(odd.error()->kind == ErrorKind::decode);
  CHECK(odd.error()->actual == "bulk string \"y\"");
  CHECK(point.error()->expected == "a point");
  CHECK(point.error()->actual == "\"z\"");
  CHECK(point.error()->command == "GET");
  CHECK(point.error()->position == 3);
}

TEST_CASE("a value that cannot be stored is a DecodeError that still knows its command and who waits for it") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto result = pipe.command<Unstorable>("MY.GET", "k");
  const auto waiting = result.then([](const Unstorable&) { return 1; });
  client.reply("$1\r\nx\r\n");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(result.error()->message == "cannot be stored");
  CHECK(result.error()->command == "MY.GET");
  CHECK_THROWS_AS(waiting.result(), DecodeError);
}
