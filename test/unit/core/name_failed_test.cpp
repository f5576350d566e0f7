#include "core/name_failed.hpp"

#include "support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace tributary;
using namespace tributary::detail;

namespace {

constexpr CommandRow kGet{"GET", 2, Access::read, Repeat::safe, kOneKey};
constexpr auto kMget = CommandRow{"MGET", -2, Access::read, Repeat::safe, kAllKeys}.with(About::keys);
constexpr auto kHget = CommandRow{"HGET", 3, Access::read, Repeat::safe, kOneKey}.with(About::field);
constexpr auto kHmget = CommandRow{"HMGET", -3, Access::read, Repeat::safe, kOneKey}.with(About::fields);
constexpr auto kHgetdel =
    CommandRow{"HGETDEL", -5, Access::write, Repeat::same_data, kOneKey}.with(About::listed_fields);
constexpr CommandRow kPing{"PING", -1, Access::none, Repeat::safe, kNoKey};

using Words = std::vector<std::string_view>;

ErrorInfo named(const CommandRow* row, const Words& words, const FailedPart& part = {},
                ErrorKind kind = ErrorKind::decode) {
  ErrorInfo info;
  info.kind = kind;
  info.expected = "a number";
  info.actual = "x";
  info.message = "expected a number, got x";
  name_failed(info, row, words, part);
  return info;
}

}  // namespace

TEST_CASE("an error names the key when it is the only one") {
  CHECK(named(&kGet, {"GET", "a"}).key == "a");
  CHECK(named(&kGet, {"GET", "a"}, {}, ErrorKind::server).key == "a");
  CHECK(named(&kMget, {"MGET", "a"}).key == "a");
  CHECK(named(&kMget, {"MGET", "a", "b"}).key.empty());
  CHECK(named(&kPing, {"PING"}).key.empty());
  CHECK(named(nullptr, {}).key.empty());
}

TEST_CASE("a decode error names the field that the command asks for") {
  CHECK(named(&kHget, {"HGET", "a", "f"}).message == "expected a number in field \"f\", got x");
  CHECK(named(&kHmget, {"HMGET", "a", "f", "g"}, {.element = 1, .named = false}).expected == "a number in field \"g\"");
  CHECK(named(&kHgetdel, {"HGETDEL", "a", "FIELDS", "2", "f", "g"}, {.element = 0, .named = false}).expected ==
        "a number in field \"f\"");
  // Words that are missing, as in a command that the server will refuse.
  CHECK(named(&kHget, {"HGET", "a"}).expected == "a number");
  CHECK(named(&kHmget, {"HMGET", "a", "f"}, {.element = 1, .named = false}).expected == "a number in element 1");
  CHECK(named(&kHgetdel, {"HGETDEL", "a", "f"}, {.element = 0, .named = false}).expected == "a number in element 0");
  // The codec knew it.
  CHECK(named(&kHget, {"HGET", "a", "f"}, {.element = std::nullopt, .named = true}).expected == "a number");
  // Only the values are asked for by name.
  CHECK(named(&kHget, {"HGET", "a", "f"}, {}, ErrorKind::server).message == "expected a number, got x");
}

TEST_CASE("a decode error of an element names it, and its key when there is one for each") {
  const ErrorInfo error = named(&kMget, {"MGET", "a", "b"}, {.element = 1, .named = false});
  CHECK(error.message == "expected a number in element 1, got x");
  CHECK(error.key == "b");
  CHECK(named(nullptr, {}, {.element = 3, .named = false}).message == "expected a number in element 3, got x");
  CHECK(named(&kHmget, {}, {.element = 3, .named = false}).message == "expected a number in element 3, got x");
}
