#pragma once

#include "core/command_row.hpp"

#include <tributary/core/error.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tributary::detail {

/// Which part of a reply a decode error is about, as far as the codec knows.
struct FailedPart {
  std::optional<std::size_t> element;  ///< of an array
  bool named = false;                  ///< in the error already
};

/// Tells an error what the words of its command say: the key, and for a value that could not be decoded the field.
/// Without a row or words it tells what is known without them.
void name_failed(ErrorInfo& info, const CommandRow* row, std::span<const std::string_view> words,
                 const FailedPart& part);

}  // namespace tributary::detail
