#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/commands/stream_id.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tributary {

/// Where reading goes on: behind the entry of an ID, `StreamId{}` for everything, or behind whatever the stream holds.
class StreamPosition {
 public:
  constexpr StreamPosition(const StreamId& after) noexcept  // NOLINT(google-explicit-constructor): an ID is a position
      : after_{after} {}
  /// `$`: behind the last entry that is there when the server executes the command.
  static constexpr StreamPosition latest() noexcept {
    StreamPosition position{StreamId{}};
    position.latest_ = true;
    return position;
  }

 private:
  friend struct Codec<StreamPosition>;
  StreamId after_;
  bool latest_ = false;
};

template <>
struct Codec<StreamPosition> {
  TRIBUTARY_API static void encode(const StreamPosition& position, ByteWriter& out);
};

namespace detail {

template <class T>
concept StreamPositionRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires TextLike<std::remove_cvref_t<decltype(std::begin(range)->first)>>;
  { std::begin(range)->second } -> std::convertible_to<StreamPosition>;
};

}  // namespace detail

/// Many streams, each with a position: `{{"a", StreamId{}}, {"b", last_seen}}`, or any sized range of such pairs, for
/// example a std::map<std::string, StreamId>. Only a parameter, like Arguments.
class StreamPositions : public detail::ErasedArguments {
 public:
  using Pair = std::pair<std::string_view, StreamPosition>;

  StreamPositions(const std::initializer_list<Pair>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<Pair>>} {}

  template <detail::StreamPositionRange Range>
  StreamPositions(
      const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a map is its pairs
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  StreamPositions(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 private:
  /// Redis wants all keys before all positions.
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    const Range& streams = *static_cast<const Range*>(range);
    for (const auto& [key, position] : streams) visitor.visit(std::string_view{key});
    for (const auto& [key, position] : streams) visitor.visit(StreamPosition{position});
  }
};

}  // namespace tributary
