#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/codec/enum_names.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tributary {

namespace detail {

template <class T, class... Others>
concept OneOf = (std::same_as<T, Others> || ...);

template <class T>
concept Character = OneOf<T, char, wchar_t, char8_t, char16_t, char32_t>;

/// Integers that are numbers: neither bool nor a character type. std::int8_t and std::uint8_t are numbers. Not the
/// compiler's 128-bit ones, which would be cut.
template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !Character<T> && sizeof(T) <= sizeof(std::int64_t);

/// Enums without names.
template <class T>
concept Enum = std::is_enum_v<T> && !NamedEnum<T> &&
               (Number<std::underlying_type_t<T>> || std::same_as<std::underlying_type_t<T>, bool>);

/// From an integer reply or decimal text, exactly. CodecError names the value and the type when it does not fit.
TRIBUTARY_API std::int64_t signed_from(const ReplyView& reply, std::int64_t min, std::int64_t max);
TRIBUTARY_API std::int64_t signed_from(std::string_view text, std::int64_t min, std::int64_t max);
TRIBUTARY_API std::uint64_t unsigned_from(const ReplyView& reply, std::uint64_t max);
TRIBUTARY_API std::uint64_t unsigned_from(std::string_view text, std::uint64_t max);
TRIBUTARY_API double double_from(const ReplyView& reply);
TRIBUTARY_API double double_from(std::string_view text);
/// CodecError when it is too large.
TRIBUTARY_API float float_from(double value);
TRIBUTARY_API bool bool_from(const ReplyView& reply);
TRIBUTARY_API bool bool_from(std::string_view text);

template <Number T, class Source>
T number_from(const Source& source) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>) {
    return static_cast<T>(signed_from(source, Limits::min(), Limits::max()));
  } else {
    return static_cast<T>(unsigned_from(source, Limits::max()));
  }
}

}  // namespace detail

template <>
struct Codec<std::string> {
  static std::string decode(std::string_view bytes) { return std::string{bytes}; }
};

template <>
struct Codec<std::vector<std::byte>> {
  static std::vector<std::byte> decode(std::string_view bytes) {
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    return {begin, begin + bytes.size()};
  }
};

template <detail::Number T>
struct Codec<T> {
  static T decode(std::string_view bytes) { return detail::number_from<T>(bytes); }
  static T from_reply(const ReplyView& reply) { return detail::number_from<T>(reply); }
};

template <std::floating_point T>
  requires(sizeof(T) <= sizeof(double))
struct Codec<T> {
  static T decode(std::string_view bytes) { return narrow(detail::double_from(bytes)); }
  static T from_reply(const ReplyView& reply) { return narrow(detail::double_from(reply)); }

 private:
  static T narrow(double value) {
    if constexpr (std::same_as<T, float>) {
      return detail::float_from(value);
    } else {
      return value;
    }
  }
};

/// Written as `1` and the empty string; read from those, `0`, `true`, `false` and the integers 0 and 1.
template <>
struct Codec<bool> {
  static bool decode(std::string_view bytes) { return detail::bool_from(bytes); }
  static bool from_reply(const ReplyView& reply) { return detail::bool_from(reply); }
};

/// An enum is its underlying number or bool. A number without an enumerator is taken as it is. An enum of a character
/// type has no codec, like the character. See enum_names for enums that are words.
template <detail::Enum T>
struct Codec<T> {
  using Underlying = Codec<std::underlying_type_t<T>>;
  static T decode(std::string_view bytes) { return static_cast<T>(Underlying::decode(bytes)); }
  static T from_reply(const ReplyView& reply) { return static_cast<T>(Underlying::from_reply(reply)); }
};

/// A duration is its count, in its own unit.
template <class Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static Duration decode(std::string_view bytes) { return Duration{Codec<Rep>::decode(bytes)}; }
  static Duration from_reply(const ReplyView& reply) { return Duration{Codec<Rep>::from_reply(reply)}; }
};

/// A point in time is the duration since 1970-01-01 00:00 UTC: its count, in its own unit.
template <class Duration>
struct Codec<std::chrono::sys_time<Duration>> {
  using Time = std::chrono::sys_time<Duration>;
  static Time decode(std::string_view bytes) { return Time{Codec<Duration>::decode(bytes)}; }
  static Time from_reply(const ReplyView& reply) { return Time{Codec<Duration>::from_reply(reply)}; }
};

}  // namespace tributary
