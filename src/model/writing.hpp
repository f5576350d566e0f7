#pragma once

#include <tributary/model/operations.hpp>

#include "model/inline_list.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace tributary::detail {

/// Which fields a save writes.
enum class FieldChoice : std::uint8_t {
  changed,      ///< those that were changed
  unconfirmed,  ///< also those that are on their way: nobody knows yet whether the record will be there
  all,          ///< whatever has a value: the record is to be created
  whole,        ///< the same, and the others are removed
};
FieldChoice choose_fields(const ModelInfo& model, const Record& record, const SaveOptions& options);

/// The words of what a save writes. Views of the record.
struct Writing {
  Writing() = default;
  /// Errors:   std::invalid_argument for a value that an index cannot hold, and for a field that was not loaded where
  ///           all are to be written
  Writing(const ModelInfo& model, const Record& record, FieldChoice choice);

  bool empty() const noexcept { return set.empty() && removed.empty(); }

  // Most models have no more fields.
  InlineList<Argument, 32> set;      ///< field, value, ...
  InlineList<Argument, 8> removed;   ///< field, ...
  InlineList<Argument, 8> expiring;  ///< field, seconds, ...
  InlineList<const FieldInfo*, 16> fields;
};

/// A required field that is not among those; empty when there is none.
std::string_view missing_field(const ModelInfo& model, std::span<const FieldInfo* const> written);

/// std::invalid_argument that names record and field.
[[noreturn]] void refuse(const ModelInfo& model, const Record& record, const FieldInfo& field, std::string_view why);
/// Errors:   std::invalid_argument for a required field without a value, where a record may be created or lose it
void check_required(const ModelInfo& model, const Record& record, const SaveOptions& options);
/// Finds the field whose codec refused its value, to say so. To be called while the exception is handled.
void name_refused_field(const ModelInfo& model, const Record& record, FieldChoice choice);

}  // namespace tributary::detail
