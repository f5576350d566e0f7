#include "resp/quote.hpp"

#include "support/catch.hpp"

#include <string>

using tributary::detail::escape_bytes;
using tributary::detail::escape_controls;
using tributary::detail::quote;

TEST_CASE("a quoted text is one line of ASCII, and says how long it was when it is cut") {
  CHECK(quote("a\"b\\c\r\n\x1b\xc3\xa9") == R"("a\"b\\c\x0d\x0a\x1b\xc3\xa9")");
  CHECK(quote(std::string(65, 'x')) == '"' + std::string(64, 'x') + "\"... (65 bytes)");
}

TEST_CASE("the bytes of a text are escaped unless they are printable ASCII") {
  CHECK(escape_bytes("a\"\\ b\t\x7f\xc3\xa9") == R"(a"\ b\x09\x7f\xc3\xa9)");
  CHECK(escape_bytes("").empty());
}

TEST_CASE("control characters are escaped, of ASCII and of Unicode, and letters of any language are not") {
  CHECK(escape_controls("a\r\n\t\x1b[0m\x7f") == R"(a\x0d\x0a\x09\x1b[0m\x7f)");
  CHECK(escape_controls(std::string{"a\0b", 3}) == R"(a\x00b)");
  CHECK(escape_controls("\xc2\x9b"
                        "31m") == R"(\xc2\x9b31m)");
  CHECK(escape_controls("gr\xc3\xbc\xc3\x9f \xc2\xa0 \xe2\x82\xac \xc2") ==
        "gr\xc3\xbc\xc3\x9f \xc2\xa0 \xe2\x82\xac \xc2");
}
