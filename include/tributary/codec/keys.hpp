#pragma once

#include <tributary/codec/arguments.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

template <class T>
concept RangeOfKeys = EncodableRange<T> && TextLike<RangeElement<T>>;

template <class T>
concept RangeOfKeyPairs =
    EncodablePairRange<T> && TextLike<std::remove_cvref_t<decltype(std::declval<RangeElement<T>>().first)>>;

template <TextLike T>
Argument key_argument(const T& key) {
  if constexpr (std::is_pointer_v<T>) {
    return key;  // checked for null
  } else {
    return std::string_view{key};
  }
}

/// What somebody may have wanted to be a key, or a list of keys.
template <class T>
concept NoKey = !TextLike<T> && (Encodable<T> || (EncodableRange<T> && !RangeOfKeys<T>));

}  // namespace detail

/// What a command takes where it takes one key or a list of them: text. See SingleArgument.
template <class T>
concept SingleKey = detail::TextLike<T>;

/// Many keys: a braced list of texts, or any sized range of them. Only a parameter, like Arguments.
///
/// A key is text, whether there is one or many: what text an id becomes is a matter of its family, so of a keyspace.
class KeyList : public Arguments {
 public:
  KeyList(const std::initializer_list<std::string_view>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : Arguments{&list, list.size(), &visit<std::initializer_list<std::string_view>>} {}

  template <detail::RangeOfKeys Range>
  KeyList(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a list is its keys
      : Arguments{&range, std::size(range), &visit<Range>} {}

  // For the reader of the compiler's message, which shows these lines.
  template <detail::NoKey T>
  KeyList(const T&) = delete;  // a key is text: write std::to_string(id), or use a keyspace
  template <detail::NoKey T>
  KeyList(std::initializer_list<T>) = delete;  // a key is text: write std::to_string(id), or use a keyspace
  KeyList(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : Arguments(of) {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& key : *static_cast<const Range*>(range)) visitor.visit(detail::key_argument(key));
  }
};

/// Many keys with their values: `{{"a", 1}, {"b", "two"}}`, or any sized range of pairs, such as a std::map. Only a
/// parameter, like Arguments; a key is text, a value any encodable type.
class KeyValues : public ArgumentPairs {
 public:
  using Pair = std::pair<std::string_view, Argument>;

  KeyValues(const std::initializer_list<Pair>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ArgumentPairs{&list, list.size(), &visit<std::initializer_list<Pair>>} {}

  template <detail::RangeOfKeyPairs Range>
  KeyValues(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a map is its pairs
      : ArgumentPairs{&range, std::size(range), &visit<Range>} {}

  // For the reader of the compiler's message, which shows these lines.
  template <detail::EncodablePairRange Range>
    requires(!detail::RangeOfKeyPairs<Range>)
  KeyValues(const Range&) = delete;  // a key is text: write std::to_string(id), or use a keyspace

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& [key, value] : *static_cast<const Range*>(range)) {
      visitor.visit(detail::key_argument(key));
      visitor.visit(value);
    }
  }
};

}  // namespace tributary
