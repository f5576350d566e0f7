#pragma once

#include "core/recording.hpp"

#include <tributary/codec/argument.hpp>
#include <tributary/core/slot.hpp>

#include <span>
#include <string_view>

namespace tributary::detail {

/// Records a command that has no row, whatever it does to its connection.
SlotHandle record_words(Context& context, const ResultType& type, std::string_view verb,
                        std::span<const Argument> args);

}  // namespace tributary::detail
