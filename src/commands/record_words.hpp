#pragma once

#include "core/recording.hpp"

#include <tributary/codec/arguments.hpp>
#include <tributary/core/slot.hpp>

#include <string_view>

namespace tributary::detail {

/// Records a command that has no row, whatever it does to its connection.
SlotHandle record_words(Context& context, const ResultType& type, std::string_view verb, const Arguments& args);

}  // namespace tributary::detail
