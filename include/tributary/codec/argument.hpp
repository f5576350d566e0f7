#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/codec/scalars.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tributary {

class Argument;

namespace detail {

template <class T>
concept TextLike = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;

template <class T>
concept BytesLike = std::convertible_to<const T&, std::span<const std::byte>>;

template <class T>
struct IsDuration : std::false_type {};
template <class Rep, class Period>
struct IsDuration<std::chrono::duration<Rep, Period>> : std::true_type {};

template <class T>
struct IsSysTime : std::false_type {};
template <class Duration>
struct IsSysTime<std::chrono::sys_time<Duration>> : std::true_type {};

template <class T>
concept BuiltInArgument = TextLike<T> || BytesLike<T> || Number<T> || std::same_as<T, bool> || std::same_as<T, float> ||
                          std::same_as<T, double> || Enum<T> || IsDuration<T>::value || IsSysTime<T>::value;

}  // namespace detail

/// Types that a command takes as an argument.
template <class T>
concept Encodable = detail::WritesBytes<T> || detail::BuiltInArgument<T>;

namespace detail {

/// A class that somebody may have wanted to be an argument: no list of arguments either.
template <class T>
concept ClassWithoutEncode = std::is_class_v<T> && !Encodable<T> && !std::derived_from<T, Argument> &&
                             !requires(const T& value) { value.begin(); };

}  // namespace detail

/// One argument of a command, of any encodable type. A view: text, bytes and values of your own types are referred to,
/// numbers are copied, and nothing is encoded before the command is recorded. Meant for parameters, not for storage.
class TRIBUTARY_API Argument {
 public:
  enum class Kind : std::uint8_t { text, signed_integer, unsigned_integer, real, custom };
  using Encode = void (*)(const void* value, ByteWriter& out);

  /// The empty string.
  Argument() noexcept { set({}); }

  template <Encodable T>
    requires(!std::same_as<T, Argument>)
  Argument(const T& value) {  // NOLINT(google-explicit-constructor): that a value is an argument is its purpose
    if constexpr (detail::WritesBytes<T>) {
      kind_ = Kind::custom;
      custom_ = {&value,
                 [](const void* object, ByteWriter& out) { Codec<T>::encode(*static_cast<const T*>(object), out); }};
    } else if constexpr (std::same_as<T, const char*> || std::same_as<T, char*>) {
      set_c_string(value);
    } else if constexpr (detail::TextLike<T>) {
      set(std::string_view{value});
    } else if constexpr (detail::BytesLike<T>) {
      const std::span<const std::byte> bytes{value};
      set(std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    } else if constexpr (std::same_as<T, bool>) {
      set(value ? std::string_view{"1"} : std::string_view{});
    } else if constexpr (std::is_enum_v<T>) {
      *this = Argument{static_cast<std::underlying_type_t<T>>(value)};
    } else if constexpr (detail::IsDuration<T>::value) {
      *this = Argument{value.count()};
    } else if constexpr (detail::IsSysTime<T>::value) {
      *this = Argument{value.time_since_epoch().count()};
    } else if constexpr (std::same_as<T, float>) {
      set_float(value);
    } else if constexpr (std::same_as<T, double>) {
      kind_ = Kind::real;
      real_ = value;
    } else if constexpr (std::is_signed_v<T>) {
      kind_ = Kind::signed_integer;
      signed_ = value;
    } else {
      kind_ = Kind::unsigned_integer;
      unsigned_ = value;
    }
  }

  // For the reader of the compiler's message, which shows these lines.
  template <detail::Character T>
  Argument(T) = delete;  // a letter or a number? write std::string_view{&c, 1} or int{c}
  template <detail::ClassWithoutEncode T>
  Argument(const T&) = delete;  // give tributary::Codec<T> an encode() to use this T as an argument

  Kind kind() const noexcept { return kind_; }
  std::string_view text() const noexcept { return {text_.data, text_.size}; }
  std::int64_t signed_integer() const noexcept { return signed_; }
  std::uint64_t unsigned_integer() const noexcept { return unsigned_; }
  double real() const noexcept { return real_; }
  void encode_custom(ByteWriter& out) const { custom_.encode(custom_.value, out); }

 private:
  struct Text {
    const char* data;
    std::size_t size;
  };
  struct Custom {
    const void* value;
    Encode encode;
  };

  void set(std::string_view text) noexcept {
    kind_ = Kind::text;
    text_ = {text.data(), text.size()};
  }
  /// std::invalid_argument for null.
  void set_c_string(const char* text);
  /// The double that is written as the shortest form of the float: 0.1, not 0.10000000149011612.
  void set_float(float value) noexcept;

  Kind kind_;
  union {
    Text text_;
    Custom custom_;
    std::int64_t signed_;
    std::uint64_t unsigned_;
    double real_;
  };
};

/// The bytes as which an argument is sent.
///
/// Errors:   what the codec of its type throws
TRIBUTARY_API std::string to_bytes(const Argument& argument);

/// What a command takes where it takes one argument or a list of them. A template's parameter cannot be a braced list,
/// so `del({"a"})` is a list of one, as `del({"a", "b"})` is a list of two.
template <class T>
concept SingleArgument = Encodable<T> || std::derived_from<T, Argument>;

}  // namespace tributary
