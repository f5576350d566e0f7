#include "resp/request_buffer.hpp"

#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <utility>

using tributary::detail::RequestBuffer;

namespace {

std::string_view content(const RequestBuffer& buffer) { return buffer.view(0, buffer.size()); }

RequestBuffer buffer_of(std::string_view bytes) {
  RequestBuffer buffer;
  buffer.append(bytes);
  return buffer;
}

}  // namespace

TEST_CASE("a new request buffer is empty and holds no memory") {
  const RequestBuffer buffer;
  CHECK(buffer.size() == 0);
  CHECK(buffer.capacity() == 0);
  CHECK(content(buffer).empty());
}

TEST_CASE("a request buffer keeps what was appended while it grows") {
  RequestBuffer buffer;
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string piece = std::to_string(i);
    buffer.append(piece);
    expected += piece;
  }
  CHECK(content(buffer) == expected);
}

TEST_CASE("room is as large as asked for, also when that is more than twice the capacity") {
  RequestBuffer buffer = buffer_of("abc");
  const std::size_t wanted = 5 * buffer.capacity();
  char* const room = buffer.room(wanted);
  REQUIRE(buffer.capacity() - buffer.size() >= wanted);
  std::memset(room, 'x', wanted);
  CHECK(buffer.size() == 3);
  buffer.commit(room + wanted);
  CHECK(content(buffer) == "abc" + std::string(wanted, 'x'));
}

TEST_CASE("room that is there already is not asked for again") {
  RequestBuffer buffer = buffer_of("abc");
  const std::size_t capacity = buffer.capacity();
  const char* const data = buffer.data();
  buffer.room(capacity - 3);
  CHECK(buffer.capacity() == capacity);
  CHECK(buffer.data() == data);
}

TEST_CASE("committing less than the room adds only that") {
  RequestBuffer buffer = buffer_of("abc");
  char* const room = buffer.room(100);
  room[0] = 'd';
  buffer.commit(room + 1);
  CHECK(content(buffer) == "abcd");
}

TEST_CASE("a cleared request buffer keeps its memory, a freed one does not") {
  RequestBuffer buffer = buffer_of(std::string(100'000, 'x'));
  const std::size_t capacity = buffer.capacity();
  buffer.clear();
  CHECK(buffer.size() == 0);
  CHECK(buffer.capacity() == capacity);
  buffer.free();
  CHECK(buffer.capacity() == 0);
  buffer.append("again");
  CHECK(content(buffer) == "again");
}

TEST_CASE("truncating forgets the end") {
  RequestBuffer buffer = buffer_of("abcdef");
  buffer.truncate(2);
  buffer.append("x");
  CHECK(content(buffer) == "abx");
}

TEST_CASE("a gap moves what is behind it") {
  const std::size_t at = GENERATE(0U, 3U, 6U);
  RequestBuffer buffer = buffer_of("abcdef");
  buffer.open_gap(at, 2);
  REQUIRE(buffer.size() == 8);
  CHECK(buffer.view(0, at) == std::string_view{"abcdef"}.substr(0, at));
  CHECK(buffer.view(at + 2, 8) == std::string_view{"abcdef"}.substr(at));
}

TEST_CASE("a gap that does not fit makes the buffer grow") {
  RequestBuffer buffer;
  const std::string bytes(4096, 'x');
  buffer.append("<");
  buffer.append(bytes);
  const std::size_t gap = buffer.capacity();
  buffer.open_gap(1, gap);
  CHECK(buffer.view(0, 1) == "<");
  CHECK(buffer.view(1 + gap, buffer.size()) == bytes);
}

TEST_CASE("an empty view, also a null one, appends nothing") {
  RequestBuffer buffer;
  buffer.append(std::string_view{});
  CHECK(buffer.capacity() == 0);
  buffer.append("a");
  buffer.append("");
  CHECK(content(buffer) == "a");
}

TEST_CASE("moving a request buffer takes its bytes along") {
  RequestBuffer from = buffer_of("abc");
  RequestBuffer to{std::move(from)};
  CHECK(content(to) == "abc");
  RequestBuffer assigned = buffer_of("old");
  assigned = std::move(to);
  CHECK(content(assigned) == "abc");
}
