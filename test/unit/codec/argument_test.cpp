#include <tributary/codec/argument.hpp>

#include "encoded.hpp"
#include "support/catch.hpp"

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

using tributary::Argument;
using tributary::Encodable;
using tributary::test::encoded;

namespace {

enum class Grade : char { a = 'a' };
enum class Number : unsigned char { one = 1 };

}  // namespace

TEST_CASE("text arguments come in every usual form") {
  const char* const pointer = "pointer";
  char buffer[] = "buffer";
  char* const writable = buffer;
  CHECK(encoded("literal") == "literal");
  CHECK(encoded(pointer) == "pointer");
  CHECK(encoded(buffer) == "buffer");
  CHECK(encoded(writable) == "buffer");
  CHECK(encoded(std::string_view{"view"}) == "view");
  CHECK(encoded(std::string(300, 'x')) == std::string(300, 'x'));
}

TEST_CASE("a default argument is the empty string") {
  CHECK(encoded(Argument{}).empty());
  CHECK(encoded(std::string_view{}).empty());
}

TEST_CASE("a null char pointer is refused, not dereferenced") {
  const char* const null = nullptr;
  char* const writable = nullptr;
  CHECK_THROWS_AS(Argument{null}, std::invalid_argument);
  CHECK_THROWS_AS(Argument{writable}, std::invalid_argument);
}

TEST_CASE("types whose meaning is not clear are no arguments") {
  STATIC_REQUIRE_FALSE(Encodable<char>);
  STATIC_REQUIRE_FALSE(Encodable<wchar_t>);
  STATIC_REQUIRE_FALSE(Encodable<char8_t>);
  STATIC_REQUIRE_FALSE(Encodable<char16_t>);
  STATIC_REQUIRE_FALSE(Encodable<char32_t>);
  STATIC_REQUIRE_FALSE(Encodable<Grade>);
  STATIC_REQUIRE_FALSE(tributary::Decodable<char>);
  STATIC_REQUIRE_FALSE(tributary::Decodable<Grade>);
  STATIC_REQUIRE(Encodable<Number>);
}

TEST_CASE("pointers and null are no arguments") {
  STATIC_REQUIRE_FALSE(Encodable<std::nullptr_t>);
  STATIC_REQUIRE_FALSE(Encodable<int*>);
  STATIC_REQUIRE_FALSE(Encodable<void*>);
  STATIC_REQUIRE_FALSE(Encodable<std::unique_ptr<int>>);
}

TEST_CASE("numbers that would lose digits are no arguments and no results") {
  STATIC_REQUIRE_FALSE(Encodable<long double>);
  STATIC_REQUIRE_FALSE(tributary::Decodable<long double>);
  __extension__ using Wide = __int128;
  STATIC_REQUIRE_FALSE(Encodable<Wide>);
}

TEST_CASE("an argument copies numbers and refers to text") {
  int number = 1;
  std::string text = "one";
  const Argument of_number{number};
  const Argument of_text{text};
  number = 2;
  text[0] = 'O';
  CHECK(encoded(of_number) == "1");
  CHECK(encoded(of_text) == "One");
  STATIC_REQUIRE(std::is_trivially_copyable_v<Argument>);
}
