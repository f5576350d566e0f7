#pragma once

#include <tributary/codec/arguments.hpp>
#include <tributary/codec/exact_double.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

namespace tributary {

namespace detail {

template <class T>
concept EncodableScore = requires(const T& pair) {
  requires SingleArgument<std::remove_cvref_t<decltype(pair.first)>>;
  { pair.second } -> std::convertible_to<ExactDouble>;
} || requires(const T& scored) {
  requires SingleArgument<std::remove_cvref_t<decltype(scored.member)>>;
  { scored.score } -> std::convertible_to<ExactDouble>;
};

template <class T>
concept EncodableScoreRange = requires(const T& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires EncodableScore<RangeElement<T>>;
};

/// std::invalid_argument for NaN.
TRIBUTARY_API void visit_score(ArgumentVisitor& visitor, ExactDouble score);

}  // namespace detail

/// Many members with their scores: `{{"alice", 1}, {"bob", 2.5}}`, or any sized range of pairs or ScoredMembers, such
/// as a std::map<std::string, double>. Only a parameter, like Arguments.
class MemberScores : public detail::ErasedArguments {
 public:
  using Pair = std::pair<Argument, ExactDouble>;

  MemberScores(const std::initializer_list<Pair>& list TRIBUTARY_LIFETIME_BOUND) noexcept
      : ErasedArguments{&list, list.size(), &visit<std::initializer_list<Pair>>} {}

  template <detail::EncodableScoreRange Range>
  MemberScores(const Range& range TRIBUTARY_LIFETIME_BOUND)  // NOLINT(google-explicit-constructor): a map is its pairs
      : ErasedArguments{&range, std::size(range), &visit<Range>} {}

  MemberScores(detail::HandedOn<detail::ErasedArguments> of) noexcept  // NOLINT(google-explicit-constructor)
      : ErasedArguments{of} {}

 private:
  template <class Range>
  static void visit(const void* range, detail::ArgumentVisitor& visitor) {
    for (const auto& element : *static_cast<const Range*>(range)) {
      if constexpr (requires { element.member; }) {
        detail::visit_score(visitor, element.score);
        visitor.visit(element.member);
      } else {
        detail::visit_score(visitor, element.second);
        visitor.visit(element.first);
      }
    }
  }
};

}  // namespace tributary
