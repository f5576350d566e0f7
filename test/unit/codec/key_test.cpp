#include <tributary/codec/key.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using tributary::ComposedKey;
using tributary::key;

TEST_CASE("a key is its parts, each as it is as an argument, one behind the other") {
  using namespace std::chrono_literals;
  CHECK(key("user:", 17) == "user:17");
  CHECK(key("user:", std::string{"joe"}, ":visits") == "user:joe:visits");
  CHECK(key(std::int64_t{-5}, std::uint64_t{7}, 1.5, true, 3s) == "-571.513");
  CHECK(key("min", std::numeric_limits<std::int64_t>::min()) == "min-9223372036854775808");
  CHECK(key("max", std::numeric_limits<std::uint64_t>::max()) == "max18446744073709551615");
  CHECK(key() == "");
  CHECK(key("", "") == "");
}

TEST_CASE("a key may have any length, cut into parts anywhere") {
  std::string text;
  while (text.size() < 200) text.push_back(static_cast<char>('a' + text.size() % 26));
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string_view whole = std::string_view{text}.substr(0, size);
    for (std::size_t cut = 0; cut <= size; cut += 7) {
      CAPTURE(size, cut);
      REQUIRE(key(whole.substr(0, cut), whole.substr(cut)) == whole);
      REQUIRE(ComposedKey{whole.substr(0, cut / 2), whole.substr(cut / 2, size - cut),
                          whole.substr(cut / 2 + size - cut)} == whole);
      REQUIRE(key(whole.substr(0, cut), "", whole.substr(cut), 5).str() == std::string{whole} + "5");
    }
  }
}

TEST_CASE("a key is a value") {
  const std::string text(100, 'x');
  ComposedKey a = key("short:", 1);
  const ComposedKey b = key("long:", text);
  const ComposedKey copy = a;
  a = b;
  CHECK(copy == "short:1");
  CHECK(a == "long:" + text);
  CHECK(b == "long:" + text);
}
