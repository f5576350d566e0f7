#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/codec/arguments.hpp>

#include "resp/request_encoder.hpp"

#include <cstddef>
#include <span>

namespace tributary::detail {

/// Appends one argument to a command. Throws what the codec of its type throws.
void append_argument(RequestBuffer& out, const Argument& argument);

/// Appends arguments to a command. Throws what a codec throws.
void append_arguments(RequestBuffer& out, std::span<const Argument> list);

/// The number of arguments that a list adds to a command.
inline std::size_t argument_count(const Arguments& list) noexcept { return list.size(); }
inline std::size_t argument_count(const ArgumentPairs& list) noexcept { return 2 * list.size(); }

/// Appends every argument of a list, which are `count`. std::invalid_argument when it gives more or
/// fewer.
void append_arguments(RequestBuffer& out, const ErasedArguments& list, std::size_t count);

}  // namespace tributary::detail
