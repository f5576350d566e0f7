#pragma once

#include <tributary/codec/scalars.hpp>
#include <tributary/core/slot.hpp>

#include <concepts>

namespace tributary::detail {

/// What a script makes of a bool: 1, and nil for false.
TRIBUTARY_API bool script_bool_from(const ReplyView& reply);

/// How the reply of a script or a function becomes an R.
template <Decodable R>
constexpr const ResultType& script_result_type() noexcept {
  if constexpr (std::same_as<R, bool>) {
    return custom_result_type<bool, &script_bool_from>;
  } else {
    return result_type<R>;
  }
}

}  // namespace tributary::detail
