#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/codec/containers.hpp>
#include <tributary/codec/exact.hpp>
#include <tributary/core/error.hpp>
#include <tributary/keyspace/field_name.hpp>
#include <tributary/keyspace/field_state.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

/// Option of a Field: a record is not created without it, and it cannot be removed.
struct Required {};

/// Option of a Field: no two records of the model have the same value. The model is found by it.
struct Unique {};

/// Option of a Field: records are found by its value, and by a range of values when it is a number, a duration or a
/// time.
struct Indexed {};

/// Option of one std::int64_t Field: it counts the saves of the record, and a save fails with VersionConflict when it
/// is not what was loaded. Only operations change it.
struct RecordVersion {};

/// Option of a Field: the field lives for so long after it was saved. Needs Redis 7.4.
template <std::int64_t seconds>
struct ExpiresAfterSeconds {
  static_assert(seconds > 0, "a field must live for at least one second");
  static_assert(seconds <= detail::kLongestExpiry, "a field must not live longer than Redis counts");
};

namespace detail {

/// What the options of a field say.
struct FieldTraits {
  bool required = false;
  bool unique = false;
  bool indexed = false;
  bool version = false;
  std::int64_t expiry_seconds = 0;
};

constexpr void add_option(FieldTraits& traits, Required) { traits.required = true; }
constexpr void add_option(FieldTraits& traits, Unique) { traits.unique = true; }
constexpr void add_option(FieldTraits& traits, Indexed) { traits.indexed = true; }
constexpr void add_option(FieldTraits& traits, RecordVersion) { traits.version = true; }
template <std::int64_t seconds>
constexpr void add_option(FieldTraits& traits, ExpiresAfterSeconds<seconds>) {
  traits.expiry_seconds = seconds;
}

/// A list, set or map, which a codec reads from an array and not from the one value that a field is.
template <class T>
concept ManyValues = Container<T> && !Encodable<T>;

template <class Option>
concept FieldOption = requires(FieldTraits& traits) { add_option(traits, Option{}); };

template <class... Options>
constexpr FieldTraits traits_of() {
  FieldTraits traits;
  (add_option(traits, Options{}), ...);
  return traits;
}

template <class T>
inline constexpr bool is_nanosecond_time = false;
template <class Duration>
inline constexpr bool is_nanosecond_time<std::chrono::sys_time<Duration>> =
    std::ratio_less_v<typename Duration::period, std::micro>;

[[noreturn]] TRIBUTARY_API void throw_empty_field(std::string_view name);
/// Of a field that its record was loaded without.
[[noreturn]] TRIBUTARY_API void throw_left_out(std::string_view name, const std::string& key);
/// What both are written as; false also when their codec refuses one.
TRIBUTARY_API bool same_bytes(const Argument& a, const Argument& b) noexcept;
/// While the exception is handled with which a value was refused: throws a std::invalid_argument that says of which
/// field it speaks.
[[noreturn]] TRIBUTARY_API void rethrow_refused(std::string_view field, std::string_view type);

/// exact() of a value for a field.
template <Arithmetic T, ArithmeticFor<T> U>
T exact_in(std::string_view field, U value) {
  try {
    return exact<T>(value);
  } catch (const std::exception&) {
    rethrow_refused(field, type_name<T>());
  }
}

/// Types of which equal values have the same bytes.
template <class T>
inline constexpr bool equal_is_same =
    Number<T> || std::same_as<T, bool> || std::same_as<T, std::string> || std::same_as<T, std::vector<std::byte>>;
template <class Rep, class Period>
inline constexpr bool equal_is_same<std::chrono::duration<Rep, Period>> = Number<Rep>;
template <class Duration>
inline constexpr bool equal_is_same<std::chrono::sys_time<Duration>> = Number<typename Duration::rep>;

/// True when both are stored as the same bytes. What equals by == may not be: -0.0 and 0.0, or text without its case.
template <class T>
bool is_same(const T& a, const T& b) {
  if constexpr (!std::equality_comparable<T>) {
    return false;  // not known, so a change
  } else if constexpr (equal_is_same<T>) {
    return a == b;
  } else {
    return a == b && same_bytes(Argument{a}, Argument{b});
  }
}

/// What a field of type T is made of: numbers of their kind only, so that none is cut.
template <class U, class T>
concept MakesField =
    (Arithmetic<T> && ArithmeticFor<std::remove_cvref_t<U>, T>) ||
    (!Arithmetic<T> && std::constructible_from<T, U> && !std::is_base_of_v<FieldState, std::remove_cvref_t<U>>);

}  // namespace detail

/// One field of a hash, with a name and a type of its own. For Hash, in Fields, it is no more; for Model it is
/// a member: a value that may be absent, and whether it was changed since it was loaded or saved.
///
///     Field<"name", std::string, Required> name;
///     Field<"logins", int> logins{0};   // what a record without that field reads as
///
/// Reads like a std::optional: `*user.name`, `user.name->size()`, `user.name == "Bob"`; `user.name = "Bob"` changes it,
/// `user.name.reset()` lets the next save remove it. Assigning what it is known to hold, to the byte, changes nothing.
///
/// A field that a record was loaded without cannot be read, and not be asked for its value either: that is a
/// UsageError, which names field and record. It can be assigned; readable() tells.
///
/// Numbers are not cut: a bool is made of a bool, an integer of integers, floating point of both, and one that does not
/// fit is a std::invalid_argument that names the field.
template <FieldName field_name, class T, detail::FieldOption... Options>
class Field : private detail::FieldValue<T> {
  static_assert(!detail::is_optional<T>, "a Field may always be without a value: write its type without std::optional");
  static_assert(!detail::ManyValues<T>,
                "a Field holds one value: say how a list is written, as Json<T>, MessagePack<T> or StringList");
  static_assert(Encodable<T> || detail::is_optional<T> || detail::ManyValues<T>,
                "the type of this field has no Codec with encode()");
  static_assert(Decodable<T>, "the type of this field has no Codec with decode()");

  using Base = detail::FieldValue<T>;
  friend struct detail::FieldAccess;

  template <class U>
  static constexpr bool kAssignsInPlace = std::equality_comparable<T> && std::assignable_from<T&, U> &&
                                          (std::same_as<std::remove_cvref_t<U>, T> ||
                                           (std::same_as<T, std::string> && std::convertible_to<U, std::string_view>));

 public:
  using value_type = T;
  static constexpr detail::FieldTraits traits = detail::traits_of<Options...>();
  static constexpr std::string_view name() noexcept { return field_name.view(); }
  static_assert(!traits.version || std::same_as<T, std::int64_t>, "a version is a std::int64_t");
  static_assert(!traits.version || sizeof...(Options) == 1, "a version has no other option");
  static_assert(!(traits.unique || traits.indexed) || traits.expiry_seconds == 0,
                "a field that expires would leave its index behind");
  static_assert(!(traits.unique && traits.indexed), "a unique field is an index already");
  static_assert(!traits.indexed || !detail::is_nanosecond_time<T>,
                "an index orders doubles, which hold no nanoseconds since 1970: use sys_time of microseconds or more");
  static_assert(!traits.indexed || name().find(':') == std::string_view::npos,
                "the name of an indexed field must not hold ':'");

  Field() = default;
  /// The default: what the field reads as while nothing is stored. Creating a record (`Exists::no`) stores it.
  template <class U>
    requires detail::MakesField<U, T>
  explicit Field(U&& fallback) {
    if constexpr (detail::Arithmetic<T>) {
      Base::value.emplace(detail::exact_in<T>(name(), fallback));
    } else {
      Base::value.emplace(std::forward<U>(fallback));
    }
  }
  Field(const Field&) = default;
  Field(Field&&) noexcept(std::is_nothrow_move_constructible_v<T>) = default;
  ~Field() = default;

  template <class U>
    requires(!traits.version && detail::MakesField<U, T> && (std::convertible_to<U, T> || kAssignsInPlace<U>))
  Field& operator=(U&& value) {
    if constexpr (detail::Arithmetic<T>) {
      set(std::optional<T>{detail::exact_in<T>(name(), value)});
    } else {
      if constexpr (kAssignsInPlace<U>) {
        if (Base::value.has_value()) {
          if (is_settled() && is_value(value)) return *this;
          *Base::value = std::forward<U>(value);  // into the memory that it has
          this->set_word(Base::kChanged);
          return *this;
        }
      }
      set(std::optional<T>{std::in_place, std::forward<U>(value)});
    }
    return *this;
  }
  Field& operator=(std::nullopt_t)
    requires(!traits.version)
  {
    reset();
    return *this;
  }
  /// The value, or the absence of one.
  template <class U>
    requires std::is_assignable_v<Field&, const U&>
  Field& operator=(const std::optional<U>& value) {
    if (value) return *this = *value;
    reset();
    return *this;
  }
  template <class U>
    requires std::is_assignable_v<Field&, U>
  Field& operator=(std::optional<U>&& value) {
    if (value) return *this = *std::move(value);
    reset();
    return *this;
  }
  /// The value of another field, or its absence.
  Field& operator=(const Field& other) {
    if (this == &other) return *this;
    if (this->take_copied() && is_copy_of(other)) return *this;
    set(std::optional<T>{other.optional()});
    return *this;
  }
  Field& operator=(Field&& other) noexcept(std::is_nothrow_move_assignable_v<T>) {
    if (this == &other || this->take_copied()) return *this;
    if (other.is_left_out()) {
      this->leave_out_like(other);  // what cannot be read cannot be assigned, and this must not throw
      Base::value.reset();
      return *this;
    }
    set(std::move(other.Base::value));
    other.Base::value.reset();
    other.set_word(Base::kUnknown);
    return *this;
  }
  /// Of the same C++ type, in another model for example.
  template <FieldName other_name, class... Others>
  Field& operator=(const Field<other_name, T, Others...>& other)
    requires(!traits.version)
  {
    set(std::optional<T>{other.optional()});
    return *this;
  }

  /// Leaves the field without a value; save() removes it.
  void reset()
    requires(!traits.version)
  {
    set(std::nullopt);
  }
  /// The value, to be changed in place: `user.tags.edit().push_back("new")`. The field counts as changed.
  ///
  /// Errors:   UsageError when there is no value
  T& edit()
    requires(!traits.version)
  {
    require_value();
    this->set_word(Base::kChanged);
    return *Base::value;
  }

  /// False when the record was loaded without this field.
  bool readable() const noexcept { return !this->is_left_out(); }
  bool has_value() const { return optional().has_value(); }
  explicit operator bool() const { return has_value(); }
  /// Errors:   UsageError when there is no value, naming the field
  const T& value() const TRIBUTARY_LIFETIME_BOUND {
    require_value();
    return *Base::value;
  }
  const T& operator*() const TRIBUTARY_LIFETIME_BOUND { return value(); }
  const T* operator->() const TRIBUTARY_LIFETIME_BOUND { return &value(); }
  template <class U>
  T value_or(U&& fallback) const {
    return optional().value_or(std::forward<U>(fallback));
  }
  const std::optional<T>& optional() const TRIBUTARY_LIFETIME_BOUND {
    if (this->is_left_out()) detail::throw_left_out(name(), this->left_out_of());
    return Base::value;
  }

  /// True when the next save has something to write or remove.
  bool changed() const noexcept { return this->is_changed(); }
  /// True when value or absence is what Redis held when it was last seen.
  bool loaded() const noexcept { return this->is_known(); }

  // F is deduced so that nothing else is asked whether it can be compared with a T.
  template <std::same_as<Field> F, class U>
    requires(!std::is_base_of_v<detail::FieldState, U> && requires(const T& a, const U& b) { bool(a == b); })
  friend bool operator==(const F& field, const U& value) {
    return field.has_value() && *field.optional() == value;
  }
  friend bool operator==(const Field& field, std::nullopt_t) { return !field.has_value(); }
  friend bool operator==(const Field& a, const Field& b)
    requires std::equality_comparable<T>
  {
    return a.optional() == b.optional();
  }

 private:
  void set(std::optional<T>&& value) {
    if (is_settled() && (value ? is_value(*value) : !Base::value.has_value())) return;
    Base::value = std::move(value);
    this->set_word(Base::kChanged);
  }
  /// The value is what Redis holds, or what an operation that was recorded writes.
  bool is_settled() const noexcept { return this->is_known() || this->is_writing(); }
  template <class U>
  bool is_value(const U& value) const {
    if constexpr (std::same_as<U, T>) {
      return Base::value.has_value() && detail::is_same(*Base::value, value);
    } else {
      return Base::value.has_value() && *Base::value == value;  // text for a std::string
    }
  }
  /// Marks may be left where a record's own operator= assigned its base and not its fields.
  bool is_copy_of(const Field& other) const {
    if (!std::equality_comparable<T> || this->is_left_out() || other.is_left_out()) {
      return this->is_left_out() == other.is_left_out();
    }
    return other.Base::value ? is_value(*other.Base::value) : !Base::value.has_value();
  }
  void require_value() const {
    if (!has_value()) detail::throw_empty_field(name());
  }
};

}  // namespace tributary
