#pragma once

#include <tributary/codec/scalars.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

namespace tributary::detail {

/// What integers are added to. Text may hold a number.
template <class T>
concept Countable = Number<T> || std::same_as<T, std::string>;
/// What fractions are added to.
template <class T>
concept Addable = std::floating_point<T> || std::same_as<T, std::string>;

/// The sum that a command answers: a T, since a decode error tells better than the next read that T cannot hold it. Of
/// any T, so that it is the command's own constraint that a compiler names.
template <class T>
using CountOf = std::conditional_t<Number<T>, T, std::int64_t>;
template <class T>
using SumOf = std::conditional_t<std::floating_point<T>, T, double>;

}  // namespace tributary::detail
