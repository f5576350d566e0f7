#pragma once

#include <tributary/codec/scalars.hpp>

#include <bit>
#include <climits>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tributary::detail {

/// The arithmetic types that have a codec.
template <class T>
concept Arithmetic = Number<T> || std::same_as<T, bool> || (std::floating_point<T> && sizeof(T) <= sizeof(double));

/// What may become a T: bool a bool, integers an integer, and both integers and floating point a floating-point number.
template <class U, class T>
concept ArithmeticFor = (std::same_as<T, bool> && std::same_as<U, bool>) || (Number<T> && Number<U>) ||
                        (std::floating_point<T> && (std::floating_point<U> || Number<U>));

/// std::invalid_argument that names type and value.
[[noreturn]] TRIBUTARY_API void throw_does_not_fit(int bits, bool is_signed, std::int64_t value);
[[noreturn]] TRIBUTARY_API void throw_does_not_fit(int bits, bool is_signed, std::uint64_t value);
[[noreturn]] TRIBUTARY_API void throw_does_not_fit(int bits, double value);
[[noreturn]] TRIBUTARY_API void throw_does_not_fit(int bits, long double value);
/// The same for an integer that no floating-point number of so many bits is.
[[noreturn]] TRIBUTARY_API void throw_no_double(int bits, std::int64_t value);
[[noreturn]] TRIBUTARY_API void throw_no_double(int bits, std::uint64_t value);

template <std::floating_point T>
constexpr bool is_infinite(T value) noexcept {
  return value == std::numeric_limits<T>::infinity() || value == -std::numeric_limits<T>::infinity();
}

/// True when the integer is a T, and not only near one.
template <std::floating_point T, Number U>
constexpr bool is_one(U value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = value < 0 ? 0 - bits : bits;
  return static_cast<int>(std::bit_width(magnitude)) - std::countr_zero(magnitude) <= std::numeric_limits<T>::digits;
}

/// The same integer as a T; the nearest T to a floating-point number.
///
/// Errors:   std::invalid_argument for an integer that does not fit, or is no T, such as 2^53 + 1 for a double, and a
///           finite number that would become infinite
template <Arithmetic T, ArithmeticFor<T> U>
constexpr T exact(U value) {
  if constexpr (Number<T>) {
    if (!std::in_range<T>(value)) {
      using Widest = std::conditional_t<std::is_signed_v<U>, std::int64_t, std::uint64_t>;
      throw_does_not_fit(static_cast<int>(sizeof(T)) * CHAR_BIT, std::is_signed_v<T>, static_cast<Widest>(value));
    }
  } else if constexpr (Number<U>) {
    if (!is_one<T>(value)) {
      using Widest = std::conditional_t<std::is_signed_v<U>, std::int64_t, std::uint64_t>;
      throw_no_double(static_cast<int>(sizeof(T)) * CHAR_BIT, static_cast<Widest>(value));
    }
  } else if constexpr (std::floating_point<U> && sizeof(T) < sizeof(U)) {
    const auto narrowed = static_cast<T>(value);
    if (is_infinite(narrowed) && !is_infinite(value)) {
      throw_does_not_fit(static_cast<int>(sizeof(T)) * CHAR_BIT, value);
    }
    return narrowed;
  }
  return static_cast<T>(value);
}

/// `T` for messages about values: a number by its size, other types as the compiler spells them.
template <class T>
constexpr std::string_view type_name() {
  if constexpr (Number<T>) {
    constexpr std::string_view kSigned[] = {"", "int8", "int16", "", "int32", "", "", "", "int64"};
    constexpr std::string_view kUnsigned[] = {"", "uint8", "uint16", "", "uint32", "", "", "", "uint64"};
    return std::is_signed_v<T> ? kSigned[sizeof(T)] : kUnsigned[sizeof(T)];
  } else {
    std::string_view text = __PRETTY_FUNCTION__;  // [with T = Point; ...] by g++, [T = Point] by clang
    text.remove_prefix(text.find("T = ") + 4);
    return text.substr(0, text.find_first_of(text.find(';') == std::string_view::npos ? "]" : ";"));
  }
}

}  // namespace tributary::detail
