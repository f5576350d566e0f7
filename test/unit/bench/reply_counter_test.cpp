#include "reply_counter.hpp"

#include "support/catch.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

using tributary::bench::ReplyCounter;
using namespace std::string_view_literals;

namespace {

constexpr auto kSix = "+OK\r\n:12\r\n$-1\r\n$6\r\na\r\n-b*\r\n*3\r\n$1\r\nx\r\n*2\r\n:1\r\n*0\r\n$0\r\n\r\n*-1\r\n"sv;

}  // namespace

TEST_CASE("Replies are counted, however they are cut") {
  for (std::size_t cut = 0; cut <= kSix.size(); ++cut) {
    ReplyCounter counter;
    counter.add(kSix.substr(0, cut));
    CHECK(counter.replies() <= 6);
    counter.add(kSix.substr(cut));
    CHECK(counter.replies() == 6);
    CHECK(counter.is_between());
  }
  ReplyCounter counter;
  for (const char& byte : kSix) counter.add({&byte, 1});
  CHECK(counter.replies() == 6);
}

TEST_CASE("A reply that has begun is not counted, and is not nothing") {
  for (const auto part : {"+O"sv, "$3\r\nab"sv, "*2\r\n:1\r\n"sv, "$0\r\n\r"sv}) {
    ReplyCounter counter;
    counter.add(part);
    CHECK(counter.replies() == 0);
    CHECK_FALSE(counter.is_between());
  }
}

TEST_CASE("An error among the replies is told, also within an array, and so is what is no RESP2") {
  ReplyCounter counter;
  CHECK_THROWS_WITH(counter.add("+OK\r\n-WRONGTYPE no\r\n"), "an error among the replies: WRONGTYPE no");
  for (const auto wrong : {"*1\r\n-ERR\r\n"sv, "\r\n"sv, "x\r\n"sv, "$a\r\n"sv, ":1\n"sv, "$-2\r\n"sv}) {
    ReplyCounter other;
    CHECK_THROWS_AS(other.add(wrong), std::runtime_error);
  }
}
