#include "model/entries.hpp"
#include "model/recording.hpp"
#include "model/scripts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace tributary::detail {

namespace {

using Ids = std::vector<std::string>;

/// Lua counts in doubles and writes them with 14 digits.
void check_page(const FindOptions& page) {
  constexpr std::int64_t kMost = 1'000'000'000'000;
  if (page.offset >= 0 && page.count >= 0 && page.offset <= kMost && page.count <= kMost) return;
  throw std::invalid_argument{
      fmt::format("offset and count of a page are from 0 to {}, not {} and {}", kMost, page.offset, page.count)};
}

DeferredResult<Ids> find(Commands& commands, const ModelInfo& model, const FieldInfo& field, const std::string& place,
                         double lowest, double highest, std::string_view kind, std::string_view value,
                         const FindOptions& page) {
  check_page(page);
  ModelScope scope{commands, model};
  const std::string entries = EntryPlaces::entries_of(model);
  const auto ids = deferred<Ids>(
      scope.script(result_type<Ids>, find_indexed_script(), std::array{Argument{place}, Argument{entries}},
                   std::array{Argument{lowest}, Argument{highest}, Argument{page.offset}, Argument{page.count},
                              Argument{field.name}, Argument{model.keyspace->prefix.view()},
                              Argument{model.keyspace->suffix.view()}, Argument{kind}, Argument{value}}));
  scope.execute();
  return ids;
}

}  // namespace

DeferredResult<std::optional<std::string>> find_unique(Commands& commands, const ModelInfo& model,
                                                       const FieldInfo& field, const Argument& value) {
  ModelScope scope{commands, model};
  const std::string place = EntryPlaces::place_of(model, field);
  const std::string entries = EntryPlaces::entries_of(model);
  const auto id = deferred<std::optional<std::string>>(scope.script(
      result_type<std::optional<std::string>>, find_unique_script(), std::array{Argument{place}, Argument{entries}},
      std::array{value, Argument{field.name}, Argument{model.keyspace->prefix.view()},
                 Argument{model.keyspace->suffix.view()}}));
  scope.execute();
  return id;
}

DeferredResult<Ids> find_indexed(Commands& commands, const ModelInfo& model, const FieldInfo& field,
                                 const Argument& value, std::optional<double> score, const FindOptions& page) {
  if (score) return find_range(commands, model, field, *score, *score, page);
  const std::string bytes = to_bytes(value);
  return find(commands, model, field, EntryPlaces::place_of(model, field) + bytes, 0, 0, "v", bytes, page);
}

DeferredResult<Ids> find_range(Commands& commands, const ModelInfo& model, const FieldInfo& field, double lowest,
                               double highest, const FindOptions& page) {
  if (std::isnan(lowest) || std::isnan(highest)) throw std::invalid_argument{"a range has no NaN"};
  return find(commands, model, field, EntryPlaces::place_of(model, field), lowest, highest, "s", "", page);
}

}  // namespace tributary::detail
