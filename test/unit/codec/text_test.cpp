#include <tributary/codec/text.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

using namespace tributary;
using Catch::Matchers::Contains;
using tributary::test::bulk;
using tributary::test::decoded;
using tributary::test::encoded;
using tributary::test::refused;

namespace {

using Bytes = std::vector<unsigned>;

std::string string_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// The bytes of a code point by the bit pattern of UTF-8, also where it is none: surrogates, beyond the end, overlong.
std::string pattern(std::uint32_t point, int size) {
  const auto tail = [point](int shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (size == 1) return {static_cast<char>(point)};
  if (size == 2) return {static_cast<char>(0xC0U | (point >> 6)), tail(0)};
  if (size == 3) return {static_cast<char>(0xE0U | (point >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (point >> 18)), tail(12), tail(6), tail(0)};
}

std::size_t bad_utf8(std::string_view text) { return detail::first_bad_byte(text, Charset::utf8); }

}  // namespace

TEST_CASE("every code point is UTF-8 in its shortest form, but no surrogate, and nothing beyond U+10FFFF") {
  for (std::uint32_t point = 0; point < 0x200000; ++point) {
    const int shortest = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    const bool is_character = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    for (int size = shortest; size <= 4; ++size) {
      const bool accepted = bad_utf8(pattern(point, size)) == std::string_view::npos;
      if (accepted == (is_character && size == shortest)) continue;
      CAPTURE(point, size);
      FAIL("U+" << std::hex << point << (accepted ? " is accepted" : " is refused"));
    }
  }
}

TEST_CASE("bytes that are no UTF-8 are found where they stand, wherever that is") {
  const Bytes bad =
      GENERATE(as<Bytes>{}, Bytes{0x80}, Bytes{0xBF}, Bytes{0xC0, 0x80}, Bytes{0xC3}, Bytes{0xC3, 0x41},
               Bytes{0xE2, 0x82}, Bytes{0xE2, 0x82, 0x41}, Bytes{0xED, 0xA0, 0x80}, Bytes{0xF0, 0x9F, 0x98},
               Bytes{0xF0, 0x9F, 0x98, 0xC3}, Bytes{0xF5, 0x80, 0x80, 0x80}, Bytes{0xFE}, Bytes{0xFF});
  CAPTURE(bad);
  for (std::size_t before = 0; before < 20; ++before) {
    CHECK(bad_utf8(std::string(before, 'a') + string_of(bad)) == before);
    CHECK(bad_utf8("\xC3\xA9" + std::string(before, 'a') + string_of(bad) + "bcdefghijk") == before + 2);
  }
}

TEST_CASE("text is its bytes, both ways") {
  const std::string text = GENERATE(as<std::string>{}, "", "plain", "na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x98\x80",
                                    std::string{"a\0b\r\n", 5}, std::string(5000, 'x'));
  CHECK(encoded(Utf8{text}) == text);
  CHECK(decoded<Utf8>(bulk(text)) == text);
}

TEST_CASE("text that is no UTF-8 is refused with what it is and where it is wrong") {
  CHECK_THROWS_WITH(encoded(Utf8{"ab\xFFyz"}),
                    "expected text in UTF-8, got \"ab\\xffyz\", wrong at byte 2: \"\\xffyz\"");
  CHECK_THROWS_AS(encoded(Utf8{"\xFF"}), std::invalid_argument);
  const auto read = refused<Utf8>(bulk("ab\xC3"));
  CHECK(read.expected == "text in UTF-8");
  CHECK(read.actual == "\"ab\\xc3\", wrong at byte 2: \"\\xc3\"");
  const std::string late = std::string(100'000, 'a') + "\xFF";
  CHECK_THROWS_WITH(encoded(Utf8{late}), Contains("byte 100000") && Contains("xff"));
}

TEST_CASE("ASCII is printable: no control characters, no newline at its end, nothing beyond the tilde") {
  std::string printable;
  for (int c = 0; c < 256; ++c) {
    const std::string text = {'a', static_cast<char>(c)};
    CAPTURE(c);
    if (c >= 0x20 && c <= 0x7E) {
      printable += static_cast<char>(c);
      continue;
    }
    CHECK_THROWS_WITH(encoded(Ascii{text}), Contains("printable ASCII") && Contains("wrong at byte 1"));
    CHECK(refused<Ascii>(bulk(text)).expected == "printable ASCII text");
  }
  CHECK(printable.size() == 95);
  CHECK(encoded(Ascii{printable}) == printable);
  CHECK(decoded<Ascii>(bulk(printable)) == printable);
  CHECK(encoded(Ascii{}).empty());
}

TEST_CASE("checked strings are strings") {
  Utf8 text = "a";
  text += "b";
  text.push_back('c');
  const std::string& string = text;
  const std::string_view view = text;
  CHECK(string == "abc");
  CHECK(view == "abc");
  CHECK(text == "abc");
  CHECK(text == Utf8{view});
  CHECK(text < Utf8{std::string{"abd"}});
  text = view.substr(1);
  CHECK(text == "bc");
  CHECK(std::map<Utf8, int>{{"k", 1}}.at("k") == 1);
  CHECK(std::unordered_set<Ascii>{"k"}.count("k") == 1);
  STATIC_REQUIRE(Encodable<Utf8>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Utf8>);
}
