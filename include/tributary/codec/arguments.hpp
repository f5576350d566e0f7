#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/config.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

/// Receives the arguments of a list one after another.
class ArgumentVisitor {
 public:
  virtual void visit(const Argument& argument) = 0;

 protected:
  ~ArgumentVisitor() = default;
};

template <class Range>
using RangeElement = std::remove_cvref_t<decltype(*std::begin(std::declval<const Range&>()))>;

/// A range of many arguments; text and bytes are ranges too, but one argument.
template <class T>
concept EncodableRange = !Encodable<T> && requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires SingleArgument<RangeElement<T>>;
};

template <class T>
concept EncodablePair = requires(const T& pair) {
  requires SingleArgument<std::remove_cvref_t<decltype(pair.first)>>;
  requires SingleArgument<std::remove_cvref_t<decltype(pair.second)>>;
};

template <class T>
concept EncodablePairRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires EncodablePair<RangeElement<T>>;
};

/// For a function of the library that hands its parameter on to another one.
template <class T>
struct HandedOn {
  const T& parameter;
};

/// A list of arguments behind a pointer, so that commands which take lists are compiled once.
class ErasedArguments {
 public:
  // For the reader of the compiler's message, which shows this line.
  ErasedArguments(const ErasedArguments&) = delete;  // only a parameter: name the list itself, and pass that
  ErasedArguments& operator=(const ErasedArguments&) = delete;

  /// Number of elements: of arguments, or of pairs.
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  void for_each(ArgumentVisitor& visitor) const { visit_(range_, visitor); }

 protected:
  using Visit = void (*)(const void* range, ArgumentVisitor& visitor);
  ErasedArguments(const void* range, std::size_t size, Visit visit) noexcept
      : range_{range}, size_{size}, visit_{visit} {}
  ErasedArguments(HandedOn<ErasedArguments> of) noexcept
      : ErasedArguments{of.parameter.range_, of.parameter.size_, of.parameter.visit_} {}
  ~ErasedArguments() = default;

 private:
  const void* range_;
  std::size_t size_;
  Visit visit_;
};

inline HandedOn<ErasedArguments> hand_on(const ErasedArguments& list) noexcept { return {list}; }

}  // namespace detail

/// Many arguments: a braced list (`{"a", 2, 3.5}`), or any sized range of an encodable type. Only a parameter: it
/// refers to the list, which ends with the line when it has no name. A function of yours takes what it can name, such
/// as `std::span<const std::string>`.
class Arguments : public detail::ErasedArguments {
 public:
  Arguments(const std::initializer_list<Argument>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<Argument>>} {}

  template <detail::EncodableRange Range>
  Arguments(
      const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a list is its arguments
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  Arguments(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 protected:
  Arguments(const void* range, std::size_t size, Visit visitor) noexcept : ErasedArguments{range, size, visitor} {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& element : *static_cast<const Range*>(range)) visitor.visit(element);
  }
};

/// Many pairs of arguments: `{{"name", "Joe"}, {"age", 31}}`, or any sized range of pairs, such as a std::map.
/// Only a parameter, like Arguments.
class ArgumentPairs : public detail::ErasedArguments {
 public:
  using Pair = std::pair<Argument, Argument>;

  ArgumentPairs(const std::initializer_list<Pair>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<Pair>>} {}

  template <detail::EncodablePairRange Range>
  ArgumentPairs(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a map is its pairs
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  ArgumentPairs(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 protected:
  ArgumentPairs(const void* range, std::size_t size, Visit visitor) noexcept : ErasedArguments{range, size, visitor} {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& pair : *static_cast<const Range*>(range)) {
      visitor.visit(pair.first);
      visitor.visit(pair.second);
    }
  }
};

}  // namespace tributary
