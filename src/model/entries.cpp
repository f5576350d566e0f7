#include "model/entries.hpp"

#include <fmt/format.h>

namespace tributary::detail {

EntryPlaces::EntryPlaces(const ModelInfo& model) {
  if (!model.has_entries) return;
  entries_ = fmt::format("index:{}entries", model.keyspace->prefix.view());
  for (const FieldInfo& field : model.fields) {
    if (field.traits.unique || field.traits.indexed) places_.push_back({&field, place_of(model, field)});
  }
}

std::string EntryPlaces::place_of(const ModelInfo& model, const FieldInfo& field) {
  const std::string_view prefix = model.keyspace->prefix.view();
  if (field.traits.unique) return fmt::format("index:{}unique:{}", prefix, field.name);
  if (is_scored(field)) return fmt::format("index:{}range:{}", prefix, field.name);
  return fmt::format("index:{}value:{}:", prefix, field.name);
}

std::vector<Argument> EntryPlaces::keys(const std::string& key) const {
  std::vector<Argument> keys{Argument{key}};
  if (places_.empty()) return keys;
  keys.emplace_back(entries_);
  for (const Place& place : places_) {
    if (place.field->traits.unique || is_scored(*place.field)) keys.emplace_back(place.key);
  }
  return keys;
}

void EntryPlaces::append_to(std::vector<Argument>& words, const Record& record) const {
  words.emplace_back(places_.size());
  for (const Place& place : places_) {
    const FieldInfo& field = *place.field;
    const bool scored = !field.traits.unique && is_scored(field);
    words.emplace_back(field.traits.unique ? "u" : scored ? "s" : "v");
    words.emplace_back(field.name);
    words.emplace_back(place.key);
    const FieldState& state = field.of(record);
    if (scored && state.is_changed() && field.type->has_value(state)) {
      words.emplace_back(*field.type->score(state));
    } else {
      words.emplace_back("");
    }
  }
}

}  // namespace tributary::detail
