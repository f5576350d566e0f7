#include <tributary/resp/reply_view.hpp>

#include "resp/quote.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstdint>
#include <string>

using tributary::ReplyKind;
using tributary::ReplyView;
using tributary::detail::quote;
using tributary::detail::ReplyNode;

namespace {

std::string described(const ReplyNode& node, const char* bytes = nullptr) { return ReplyView{&node, bytes}.describe(); }

}  // namespace

TEST_CASE("a reply describes itself for error messages") {
  CHECK(described({ReplyKind::nil, 0, 0}) == "nil");
  CHECK(described({ReplyKind::integer, static_cast<std::uint64_t>(-5), 0}) == "integer -5");
  CHECK(described({ReplyKind::status, 0, 2}, "OK") == "status \"OK\"");
  CHECK(described({ReplyKind::bulk, 1, 3}, "xabcx") == "bulk string \"abc\"");
  CHECK(described({ReplyKind::error, 0, 3}, "ERR") == "error \"ERR\"");
  CHECK(described({ReplyKind::array, 3, 3}) == "array of 3");
}

TEST_CASE("only an array has elements, and only text has bytes") {
  const ReplyNode integer{ReplyKind::integer, 7, 0};
  const ReplyView view{&integer, "bytes"};
  CHECK(view.size() == 0);
  CHECK(view.begin() == view.end());
  CHECK(view.text().empty());
}

TEST_CASE("elements behind a nested array are found by index and by walking") {
  // [[1, [2]], 3, []]
  const std::array<ReplyNode, 7> nodes{{{ReplyKind::array, 3, 6},
                                        {ReplyKind::array, 2, 3},
                                        {ReplyKind::integer, 1, 0},
                                        {ReplyKind::array, 1, 1},
                                        {ReplyKind::integer, 2, 0},
                                        {ReplyKind::integer, 3, 0},
                                        {ReplyKind::array, 0, 0}}};
  const ReplyView view{nodes.data(), nullptr};
  REQUIRE(view.size() == 3);
  CHECK(view[0][1][0].integer() == 2);
  CHECK(view[1].integer() == 3);
  CHECK(view[2].size() == 0);
  CHECK(view[2].begin() == view[2].end());
  std::string kinds;
  for (const ReplyView element : view) kinds += element.is_array() ? 'a' : 'i';
  CHECK(kinds == "aia");
}

TEST_CASE("quoted text is printable") {
  CHECK(quote("") == "\"\"");
  CHECK(quote("say \"hi\" \\o/") == R"("say \"hi\" \\o/")");
  CHECK(quote({"\0\r\n\x7f\xc3\xa9", 6}) == R"("\x00\x0d\x0a\x7f\xc3\xa9")");
}

TEST_CASE("quoted text is cut after 64 bytes, and says how long it was") {
  CHECK(quote(std::string(64, 'x')) == '"' + std::string(64, 'x') + '"');
  CHECK(quote(std::string(65, 'x')) == '"' + std::string(64, 'x') + "\"... (65 bytes)");
}
