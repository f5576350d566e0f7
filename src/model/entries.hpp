#pragma once

#include <tributary/model/operations.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// Where the unique and indexed fields of a model are kept. All keys begin with `index:` and what the records have
/// before and behind their ids, so they have the same hash tag, and none is a record's.
class EntryPlaces {
 public:
  explicit EntryPlaces(const ModelInfo& model);

  /// The hash of the entries of each record, by id.
  const std::string& entries() const noexcept { return entries_; }
  /// The KEYS of the save script. Refers to `key`.
  std::vector<Argument> keys(const std::string& key) const;
  /// The words of the save script that say what has entries: kind, field, place. Refers to this.
  void append_to(std::vector<Argument>& words) const;

  static bool is_scored(const FieldInfo& field) noexcept { return field.type->score != nullptr; }
  static std::string entries_of(const ModelInfo& model);
  /// Of a unique field: ids by value. Of a scored one: ids by score. Of another: what the value is appended to.
  static std::string place_of(const ModelInfo& model, const FieldInfo& field);

 private:
  struct Place {
    const FieldInfo* field;
    std::string key;
  };

  std::string entries_;
  std::vector<Place> places_;
};

}  // namespace tributary::detail
