#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/codec/exact.hpp>
#include <tributary/core/slot.hpp>
#include <tributary/keyspace/field_state.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary::detail {

/// How a value is shown, and whether it can be compared as a number.
enum class ValueKind : std::uint8_t { text, integer, real, boolean, other };

/// What the compiled code needs of a field's C++ type.
struct ValueType {
  std::string_view name;
  ValueKind kind;
  bool exact;  ///< reading back what was written gives the same value, without trying
  bool (*has_value)(const FieldState& field) noexcept;
  Argument (*argument)(const FieldState& field);          ///< of a field that has a value; refers to it
  bool (*get)(const FieldState& field, Argument& value);  ///< the same at once: false when it has none
  void (*decode)(FieldState& field, const ReplyView& reply);
  void (*assign)(FieldState& field, const FieldState& other);  ///< the value, and not the state
  void (*take)(FieldState& field, FieldState& other);          ///< the same by moving
  void (*take_result)(FieldState& field, Slot& result);        ///< the value of a DeferredResult<T>
  void (*reset)(FieldState& field) noexcept;
  bool (*equal)(const FieldState& a, const FieldState& b);
  std::optional<double> (*score)(const FieldState& field);  ///< null for types without an order in a sorted set
};

template <class T>
concept Timelike = IsDuration<T>::value || IsSysTime<T>::value;

/// A span or a point of time as the number that it is stored as.
template <Timelike T>
constexpr auto count_of(const T& time) {
  if constexpr (IsSysTime<T>::value) {
    return time.time_since_epoch().count();
  } else {
    return time.count();
  }
}
template <Timelike T>
constexpr T time_from(typename T::rep count) {
  if constexpr (IsSysTime<T>::value) {
    return T{typename T::duration{count}};
  } else {
    return T{count};
  }
}

/// Numbers with a fraction, and times that are counted in them.
template <class T>
concept Fractional = std::floating_point<T> || (Timelike<T> && std::floating_point<typename T::rep>);

/// Types whose values a sorted set can order.
template <class T>
concept Scored = Number<T> || std::floating_point<T> || Timelike<T>;

/// A time by its unit, of those that are stored often; empty for others.
template <Timelike T>
constexpr std::string_view time_name() {
  constexpr auto name = [](std::string_view span, std::string_view point) {
    return IsSysTime<T>::value ? point : span;
  };
  if constexpr (std::same_as<typename T::period, std::nano>) return name("nanoseconds", "time in nanoseconds");
  if constexpr (std::same_as<typename T::period, std::micro>) return name("microseconds", "time in microseconds");
  if constexpr (std::same_as<typename T::period, std::milli>) return name("milliseconds", "time in milliseconds");
  if constexpr (std::same_as<typename T::period, std::ratio<1>>) return name("seconds", "time in seconds");
  if constexpr (std::same_as<typename T::period, std::ratio<60>>) return name("minutes", "time in minutes");
  if constexpr (std::same_as<typename T::period, std::ratio<3600>>) return name("hours", "time in hours");
  if constexpr (std::same_as<typename T::period, std::ratio<86400>>) return name("days", "time in days");
  return {};
}

template <class T>
constexpr std::string_view value_type_name() {
  if constexpr (std::same_as<T, std::string>) {
    return "string";
  } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
    return "bytes";
  } else if constexpr (std::same_as<T, bool>) {
    return "bool";
  } else if constexpr (std::floating_point<T>) {
    return sizeof(T) == sizeof(float) ? "float" : "double";
  } else if constexpr (Timelike<T>) {
    return time_name<T>().empty() ? type_name<T>() : time_name<T>();
  } else {
    return type_name<T>();
  }
}

template <class T>
constexpr ValueKind value_kind() {
  if constexpr (std::same_as<T, bool>) {
    return ValueKind::boolean;
  } else if constexpr (Fractional<T>) {
    return ValueKind::real;
  } else if constexpr (Number<T> || Timelike<T>) {
    return ValueKind::integer;
  } else if constexpr (TextLike<T> || BytesLike<T>) {
    return ValueKind::text;
  } else {
    return ValueKind::other;
  }
}

template <class T>
struct ValueFunctions {
  static const std::optional<T>& of(const FieldState& field) noexcept {
    return static_cast<const FieldValue<T>&>(field).value;
  }
  static std::optional<T>& of(FieldState& field) noexcept { return static_cast<FieldValue<T>&>(field).value; }

  static bool has_value(const FieldState& field) noexcept { return of(field).has_value(); }
  static Argument argument(const FieldState& field) { return Argument{*of(field)}; }
  static bool get(const FieldState& field, Argument& value) {
    const bool has = has_value(field);
    if (has) value = argument(field);
    return has;
  }
  static void decode(FieldState& field, const ReplyView& reply) {
    if constexpr (std::same_as<T, std::string>) {
      if (!reply.is_text()) throw_unexpected_reply("a string", reply);
      of(field).emplace(reply.text());  // in its place
    } else {
      of(field) = tributary::decode<T>(reply);
    }
  }
  static void assign(FieldState& field, const FieldState& other) { of(field) = of(other); }
  static void take(FieldState& field, FieldState& other) { of(field) = std::move(of(other)); }
  static void take_result(FieldState& field, Slot& result) { of(field) = result.value<T>(); }
  static void reset(FieldState& field) noexcept { of(field).reset(); }
  static bool equal(const FieldState& a, const FieldState& b) {
    const std::optional<T>& left = of(a);
    const std::optional<T>& right = of(b);
    if (!left || !right) return left.has_value() == right.has_value();
    if constexpr (std::equality_comparable<T>) {
      return *left == *right;
    } else {
      return to_bytes(*left) == to_bytes(*right);
    }
  }
  static std::optional<double> score(const FieldState& field) {
    const std::optional<T>& value = of(field);
    if (!value) return std::nullopt;
    if constexpr (Timelike<T>) {
      return static_cast<double>(count_of(*value));
    } else if constexpr (std::same_as<T, float>) {
      // Redis reads the score from the text that is stored: 0.1, where the float is 0.10000000149.
      return Codec<double>::decode(to_bytes(*value));
    } else if constexpr (Scored<T>) {
      return static_cast<double>(*value);
    } else {
      return std::nullopt;
    }
  }
};

template <class T>
inline constexpr ValueType value_type{
    value_type_name<T>(),
    value_kind<T>(),
    !WritesBytes<T>,
    &ValueFunctions<T>::has_value,
    &ValueFunctions<T>::argument,
    &ValueFunctions<T>::get,
    &ValueFunctions<T>::decode,
    &ValueFunctions<T>::assign,
    &ValueFunctions<T>::take,
    &ValueFunctions<T>::take_result,
    &ValueFunctions<T>::reset,
    &ValueFunctions<T>::equal,
    Scored<T> ? &ValueFunctions<T>::score : nullptr,
};

}  // namespace tributary::detail
