#pragma once

// Structs from replies that are maps of names to values, in the flat form of RESP2, and from text of the same meaning:
//
//   constexpr std::array kFields{ReplyField<Point>{"x", &read_member<&Point::x>}, ...};
//   return struct_from(reply, kFields);
//
// What a server adds is passed over, and what it lacks stays as it is: versions differ in both.

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

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
};
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

/// False when the table has no such field.
template <class T, class Source, std::size_t N>
bool read_field(T& out, std::string_view name, const Source& source, const std::array<Field<T, Source>, N>& fields) {
  for (const auto& field : fields) {
    if (field.name == name) {
      field.read(out, source);
      return true;
    }
  }
  return false;
}

template <class T, std::size_t N>
T struct_from(const ReplyView& reply, const std::array<ReplyField<T>, N>& fields) {
  T out{};
  for_each_field(reply, [&](std::string_view name, const ReplyView& value) { read_field(out, name, value, fields); });
  return out;
}

}  // namespace tributary::detail
