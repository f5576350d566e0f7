#pragma once

#include <tributary/codec/codec.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

/// A std::vector<std::string>, and used as one, that is a single value in Redis: a field of a hash, say.
///
/// Its text is the items with a comma after each but the last: `a,b`. A backslash stands before each comma and each
/// backslash of an item. When the last item is empty, a comma stands behind it too:
///
///     {}  ""      {""}  ","      {"a", ""}  "a,,"      {"a,b", "c\\d"}  "a\,b,c\\d"
///
/// So every list has one text, and every text without backslashes is a list, with or without a comma at its end.
/// Errors: DecodeError for a backslash before something else, or at the end
class StringList : public std::vector<std::string> {
 public:
  using std::vector<std::string>::vector;
  StringList() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is the vector
  StringList(std::vector<std::string> items) noexcept : std::vector<std::string>{std::move(items)} {}
};

template <>
struct TRIBUTARY_API Codec<StringList> {
  static void encode(const StringList& list, ByteWriter& out);
  static StringList decode(std::string_view text);
};

}  // namespace tributary
