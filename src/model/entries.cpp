#include "model/entries.hpp"

#include <fmt/format.h>

namespace tributary::detail {

namespace {

std::string place(const ModelInfo& model, std::string_view what) {
  const Keyspace& keyspace = *model.keyspace;
  const std::string_view suffix = keyspace.suffix.view();
  return fmt::format("index:{}{}{}{}", keyspace.prefix.view(), suffix, suffix.empty() ? "" : ":", what);
}

std::string_view kind_of(const FieldInfo& field) {
  if (field.traits.unique) return "u";
  if (!EntryPlaces::is_scored(field)) return "v";
  return field.type->kind == ValueKind::real ? "s" : "i";
}

}  // namespace

EntryPlaces::EntryPlaces(const ModelInfo& model) {
  if (!model.has_entries) return;
  entries_ = entries_of(model);
  for (const FieldInfo& field : model.fields) {
    if (field.traits.unique || field.traits.indexed) places_.push_back({&field, place_of(model, field)});
  }
}

std::string EntryPlaces::entries_of(const ModelInfo& model) { return place(model, "entries"); }

std::string EntryPlaces::place_of(const ModelInfo& model, const FieldInfo& field) {
  if (field.traits.unique) return place(model, fmt::format("unique:{}", field.name));
  if (is_scored(field)) return place(model, fmt::format("range:{}", field.name));
  return place(model, fmt::format("value:{}:", field.name));
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

void EntryPlaces::append_to(std::vector<Argument>& words) const {
  words.emplace_back(places_.size());
  for (const Place& place : places_) {
    const FieldInfo& field = *place.field;
    words.emplace_back(kind_of(field));
    words.emplace_back(field.name);
    words.emplace_back(place.key);
  }
}

}  // namespace tributary::detail
