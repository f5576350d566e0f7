#include "commands/text_cutter.hpp"

#include <tributary/codec/codec_error.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace tributary::detail;

TEST_CASE("text is cut at separators, and what has none is one piece") {
  std::string_view rest = "a,,b";
  CHECK(cut(rest, ',') == "a");
  CHECK(rest == ",b");
  CHECK(cut(rest, ',') == "");
  CHECK(cut(rest, ',') == "b");
  CHECK(rest.empty());
  CHECK(cut(rest, ',') == "");
}

TEST_CASE("lines end with LF, CRLF or the text") {
  std::string_view rest = "a\nb\r\n\r\nc\rd";
  std::vector<std::string> lines;
  while (!rest.empty()) lines.emplace_back(cut_line(rest));
  CHECK(lines == std::vector<std::string>{"a", "b", "", "c\rd"});
}

TEST_CASE("a field has a name before its first sign") {
  const auto [name, value] = cut_field("a:b:c", ':', "a field");
  CHECK(name == "a");
  CHECK(value == "b:c");
  CHECK(cut_field("a:", ':', "a field").value.empty());
  CHECK_THROWS_AS(cut_field("a", ':', "a field"), CodecError);
  CHECK_THROWS_AS(cut_field(":a", ':', "a field"), CodecError);
  CHECK_THROWS_AS(cut_field("", ':', "a field"), CodecError);
}
