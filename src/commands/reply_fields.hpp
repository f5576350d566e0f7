#pragma once

// Structs from replies that are maps of names to values, in the flat form of RESP2, and from text of the same meaning:
//
//   constexpr std::array kFields{ReplyField<Point>{"x", &read_member<&Point::x>, kRequired}, ...};
//   return struct_from(reply, kFields);
//
// What a server adds is passed over: versions differ. So they do in what they lack, which stays as it is; but a field
// that every supported server sends is required, or a reply of something else would be taken for a struct of defaults.

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include "resp/quote.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace tributary::detail {

/// Calls `visit(name, value)` for each pair of a flat array. CodecError when it is none.
template <class F>
void for_each_field(const ReplyView& reply, F&& visit) {
  require_array(reply);
  require_even(reply);
  for (auto element = reply.begin(); element != reply.end(); ++element) {
    const ReplyView name = *element;
    if (!name.is_text()) throw_unexpected_reply("the name of a field", name);
    ++element;
    visit(name.text(), *element);
  }
}

/// How one member of a T is read: Source is ReplyView or, for text, std::string_view.
template <class T, class Source>
struct Field {
  std::string_view name;
  void (*read)(T& out, const Source& source);
  bool required = false;
};
inline constexpr bool kRequired = true;
template <class T>
using ReplyField = Field<T, ReplyView>;
template <class T>
using TextField = Field<T, std::string_view>;

inline constexpr auto decode_value = []<class M>(const auto& source, const M&) {
  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(source)>, ReplyView>) {
    return decode<M>(source);
  } else {
    return Codec<M>::decode(source);
  }
};

template <auto member, class T, class Source>
void read_member(T& out, const Source& source) {
  out.*member = decode_value(source, out.*member);
}

/// A std::optional number that is absent when the server says -1.
template <auto member, class T, class Source>
void read_unless_minus_one(T& out, const Source& source) {
  const auto number = decode_value(source, std::int64_t{});
  if (number != -1) out.*member = number;
}

/// A point in time, or an optional one, from its distance to 1970 in its own unit.
template <auto member, class T, class Source>
void read_time(T& out, const Source& source) {
  using Member = std::remove_cvref_t<decltype(out.*member)>;
  if constexpr (requires { typename Member::value_type; }) {
    using Time = typename Member::value_type;
    out.*member = Time{decode_value(source, typename Time::duration{})};
  } else {
    out.*member = Member{decode_value(source, typename Member::duration{})};
  }
}

/// Reads the fields of one T, in any order, and knows which have come.
template <class T, class Source, std::size_t N>
class FieldsReader {
 public:
  explicit FieldsReader(const std::array<Field<T, Source>, N>& fields) noexcept : fields_{fields} {}

  /// False when the table has no such field.
  bool read(T& out, std::string_view name, const Source& source) {
    for (std::size_t i = 0; i < N; ++i) {
      if (fields_[i].name != name) continue;
      fields_[i].read(out, source);
      seen_[i] = true;
      return true;
    }
    return false;
  }

  /// The name of a required field that has not come; empty when there is none.
  std::string_view missing() const noexcept {
    for (std::size_t i = 0; i < N; ++i) {
      if (fields_[i].required && !seen_[i]) return fields_[i].name;
    }
    return {};
  }

 private:
  const std::array<Field<T, Source>, N>& fields_;
  std::array<bool, N> seen_{};
};

template <class T, std::size_t N>
T struct_from(const ReplyView& reply, const std::array<ReplyField<T>, N>& fields) {
  T out{};
  FieldsReader reader{fields};
  for_each_field(reply, [&](std::string_view name, const ReplyView& value) { reader.read(out, name, value); });
  if (const auto missing = reader.missing(); !missing.empty()) {
    throw_unexpected_reply("an array with a field " + quote(missing), reply);
  }
  return out;
}

}  // namespace tributary::detail
