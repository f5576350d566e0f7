#pragma once

#include "core/program.hpp"

#include <memory>

namespace tributary::detail {

// The programs of models. How their ARGV is laid out stands at the top of each source.

/// Reads some fields of a record that exists; nil otherwise.
const std::shared_ptr<const Program>& load_script();
/// Removes a field and returns what it held.
const std::shared_ptr<const Program>& pop_script();
/// Writes a record when its conditions hold.
const std::shared_ptr<const Program>& save_script();

}  // namespace tributary::detail
