#pragma once

#include "core/program.hpp"

#include <memory>

namespace tributary::detail {

// The programs of models. What their KEYS and ARGV are stands above each source.

/// Reads some fields of a record that exists; nil otherwise.
const std::shared_ptr<const Program>& load_script();
/// Adds to a field of a record that has a version or a schema version, or to a field that expires.
const std::shared_ptr<const Program>& add_script();
/// Writes a record, its version and its entries when the conditions hold.
const std::shared_ptr<const Program>& save_script();
/// Deletes records and their entries.
const std::shared_ptr<const Program>& delete_script();
const std::shared_ptr<const Program>& find_unique_script();
const std::shared_ptr<const Program>& find_indexed_script();

}  // namespace tributary::detail
