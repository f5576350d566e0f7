#pragma once

#include "core/settle.hpp"

#include <cstddef>
#include <memory>

namespace tributary::detail {

/// How the commands of all waves of one execute() ended.
struct Outcome {
  Failures failures;
  std::size_t commands = 0;

  /// Takes over what a settlement knows, which counts anew from now on.
  void take(Settlement& settlement) noexcept;
  /// What execute() throws: a failed connection before a failed command. Its outcome holds for the whole, of which
  /// other connections and waves may have done their part.
  std::shared_ptr<const ErrorInfo> first_error() const noexcept;
};

}  // namespace tributary::detail
