#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/keyspace/field.hpp>
#include <tributary/keyspace/field_name.hpp>
#include <tributary/keyspace/typed_arguments.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace tributary {

namespace detail {

/// The name is text, something with a view(), or a function that returns either.
template <class T>
constexpr std::string_view text_of(const T& name) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    return name;
  } else if constexpr (requires { name.view(); }) {
    return name.view();
  } else {
    return text_of(name());
  }
}

template <class F>
inline constexpr bool has_no_options = true;
template <FieldName name, class T, class Option, class... Options>
inline constexpr bool has_no_options<Field<name, T, Option, Options...>> = false;

template <class F>
inline constexpr std::string_view field_name_of = text_of(F::name);

template <class F, class T = typename F::value_type>
T value_from(const ReplyView& value) {
  try {
    return decode<T>(value);
  } catch (...) {
    rethrow_for_field(field_name_of<F>, value);
  }
}
template <class F>
std::optional<typename F::value_type> field_from(const ReplyView& value) {
  return value_from<F, std::optional<typename F::value_type>>(value);
}

/// For commands that answer a list of one.
template <class F>
std::optional<typename F::value_type> only_field_from(const ReplyView& reply) {
  require_array_of(reply, 1);
  return field_from<F>(reply[0]);
}

template <class... F>
std::tuple<std::optional<typename F::value_type>...> fields_from(const ReplyView& reply) {
  require_array_of(reply, sizeof...(F));
  auto element = reply.begin();
  const auto next = [&element] {
    const ReplyView current = *element;
    ++element;
    return current;
  };
  return {field_from<F>(next())...};
}

/// How a function takes the value of a field: as Given, but a number that is refused is refused with the field's name.
template <class F>
class FieldNumber : public Argument {
 public:
  template <ArithmeticFor<typename F::value_type> U>
  FieldNumber(U value)  // NOLINT(google-explicit-constructor): a number is given
      : Argument(exact_in<typename F::value_type>(field_name_of<F>, value)) {}
};
template <class F>
struct HowGivenTo {
  using Type = Given<typename F::value_type>;
};
template <class F>
  requires Arithmetic<typename F::value_type>
struct HowGivenTo<F> {
  using Type = FieldNumber<F>;
};
template <class F>
using GivenTo = typename HowGivenTo<F>::Type;

template <class F>
void check_field(const Argument& value) {
  try {
    to_bytes(value);
  } catch (const std::exception&) {
    rethrow_refused(field_name_of<F>, type_name<typename F::value_type>());
  }
}

/// What `write()` returns, which writes these values. When a codec refuses one, the exception says of which field.
template <class... F, class Write>
auto write_fields(Write&& write, const GivenTo<F>&... values) {
  try {
    return write();
  } catch (const std::exception&) {
    (check_field<F>(values), ...);
    throw;
  }
}

}  // namespace detail

/// The fields of a hash that have types of their own: `Fields<Field<"name", std::string>, Field<"age", int>>`.
/// Any class with a static `name` and a `value_type` describes a field. The options of Field, such as Unique, are for
/// models.
template <class... F>
struct Fields {
  static constexpr std::size_t size = sizeof...(F);
  static constexpr std::array<std::string_view, size> names{detail::field_name_of<F>...};
  static constexpr std::size_t none = size;

  /// The position of a name, or `none`.
  static constexpr std::size_t index_of(std::string_view name) noexcept {
    std::size_t index = 0;
    while (index < size && names[index] != name) ++index;
    return index;
  }
  template <std::size_t index>
  using At = std::tuple_element_t<index, std::tuple<F...>>;
  using Values = std::tuple<std::optional<typename F::value_type>...>;

 private:
  static constexpr bool unique() noexcept {
    std::size_t index = 0;
    while (index < size && index_of(names[index]) == index) ++index;
    return index == size;
  }
  static_assert(unique(), "two fields of a hash have the same name");
  static_assert((detail::has_no_options<F> && ...), "the options of a field are for models: a hash has no use of them");
};

namespace detail {

/// std::invalid_argument when a field that is written by `function` is among `typed`.
TRIBUTARY_API void refuse_typed_fields(std::span<const std::string_view> typed, std::string_view function,
                                       std::string_view field);
TRIBUTARY_API void refuse_typed_fields(std::span<const std::string_view> typed, std::string_view function,
                                       const ArgumentPairs& fields);

template <class Fields, std::size_t index, bool exists>
struct FieldAt {
  using Type = typename Fields::template At<index>;
};
/// Stands for a field that does not exist, so that the compiler complains once.
template <class Fields, std::size_t index>
struct FieldAt<Fields, index, false> {
  using Type = Field<"", std::string>;
};

/// The description of a field by its name.
template <class Fields, FieldName name>
struct FieldByName {
  static constexpr std::size_t index = Fields::index_of(name.view());
  static constexpr bool exists = index != Fields::none;
  static_assert(exists, "this hash has no field of that name: add it to its Fields");
  using Type = typename FieldAt<Fields, index, exists>::Type;
};

}  // namespace detail
}  // namespace tributary
