#pragma once

#include <tributary/codec/codec.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace tributary {

template <class E>
struct EnumName {
  E value;
  std::string_view name;
};

/// The words by which an enum is stored. Without them it is its number. Specialise it beside the enum:
///
///     template <>
///     inline constexpr auto tributary::enum_names<Color> =
///         std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "green"}});
///
/// A value may have several names, say after one was changed: the first is written, all are read.
template <class E>
inline constexpr auto enum_names = nullptr;

namespace detail {

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires {
  { enum_names<T>[0].name } -> std::convertible_to<std::string_view>;
};

/// The named values of an enum as numbers, for the compiled functions.
using NumberName = EnumName<std::uint64_t>;

/// std::invalid_argument when no name has the number.
TRIBUTARY_API std::string_view name_of(std::uint64_t number, bool is_signed, std::span<const NumberName> names);
/// CodecError when it is no name.
TRIBUTARY_API std::uint64_t number_of(std::string_view name, std::span<const NumberName> names);

/// A signed value keeps its bits.
template <class T>
constexpr std::uint64_t enum_number(T value) noexcept {
  return static_cast<std::uint64_t>(static_cast<std::underlying_type_t<T>>(value));
}

template <NamedEnum T>
consteval auto number_names() {
  std::array<NumberName, enum_names<T>.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {enum_number(enum_names<T>[i].value), enum_names<T>[i].name};
  return out;
}

template <std::size_t size>
consteval bool all_different(const std::array<NumberName, size>& names) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (names[i].name == names[k].name) return false;
    }
  }
  return true;
}

}  // namespace detail

/// An enum with names is its name. A value without a name is refused.
template <detail::NamedEnum T>
struct Codec<T> {
  static void encode(T value, ByteWriter& out) {
    constexpr bool is_signed = std::is_signed_v<std::underlying_type_t<T>>;
    out.append(detail::name_of(detail::enum_number(value), is_signed, kNames));
  }
  static T decode(std::string_view name) {
    return static_cast<T>(static_cast<std::underlying_type_t<T>>(detail::number_of(name, kNames)));
  }

 private:
  static constexpr auto kNames = detail::number_names<T>();
  static_assert(detail::all_different(kNames), "enum_names<T> has a name twice");
};

}  // namespace tributary
