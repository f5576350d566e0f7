#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/stream_id.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>

namespace tributary {

namespace detail {

template <class T>
concept HasStreamId = std::same_as<T, StreamId> || requires(const T& entry) {
  { entry.id } -> std::convertible_to<const StreamId&>;
};

template <class T>
concept StreamIdRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires HasStreamId<RangeElement<T>>;
};

}  // namespace detail

/// Many IDs: a braced list, or any sized range of IDs or of what has one, such as the entries that were read.
/// Only a parameter, like Arguments.
class StreamIds : public detail::ErasedArguments {
 public:
  StreamIds(const std::initializer_list<StreamId>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<StreamId>>} {}

  template <detail::StreamIdRange Range>
  StreamIds(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): entries are their IDs
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  StreamIds(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& element : *static_cast<const Range*>(range)) {
      if constexpr (std::same_as<detail::RangeElement<Range>, StreamId>) {
        visitor.visit(element);
      } else {
        visitor.visit(element.id);
      }
    }
  }
};

}  // namespace tributary
