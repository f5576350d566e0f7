#include "model/writing.hpp"

#include "model/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>

namespace tributary::detail {

namespace {

inline bool is_written(const FieldInfo& field, const FieldState& state, FieldChoice choice) {
  if (field.traits.version) return false;
  if (state.is_changed()) return true;
  switch (choice) {
    case FieldChoice::changed: break;
    case FieldChoice::unconfirmed: return state.is_writing();
    case FieldChoice::all: return !state.is_taking() && (state.is_left_out() || field.type->has_value(state));
    case FieldChoice::whole: return !state.is_taking();
  }
  return false;
}

/// Sorted sets order doubles: an integer beyond what they hold exactly would be found by its neighbours.
void check_score(const ModelInfo& model, const Record& record, const FieldInfo& field) {
  constexpr double kExact = 9007199254740992;  // 2^53
  const double score = field.type->score(field.of(record)).value_or(0);
  if (std::isnan(score)) refuse(model, record, field, "is indexed, and NaN has no place in an index");
  if (field.type->kind != ValueKind::real && std::abs(score) >= kExact) {
    refuse(model, record, field,
           fmt::format("is indexed, and {} is beyond 2^53, where an index does not tell integers apart: count in a "
                       "larger unit, or keep it in a field that is not indexed",
                       to_bytes(field.type->argument(field.of(record)))));
  }
}

}  // namespace

FieldChoice choose_fields(const ModelInfo& model, const Record& record, const SaveOptions& options) {
  if (options.only_if == Exists::no) return FieldChoice::all;
  if (options.all) return FieldChoice::whole;
  const auto has = [&](auto what) {
    return std::ranges::any_of(model.fields, [&](const FieldInfo& field) { return (field.of(record).*what)(); });
  };
  // Also a save of nothing but what another one is writing: its result must not say more than is known. And one of a
  // record whose stored form is older: all that a migration has changed goes with the new schema version.
  const Basis& known = record.known();
  const bool repeats = !known.stored || known.schema != model.schema_version || !has(&FieldState::is_changed);
  return repeats ? FieldChoice::unconfirmed : FieldChoice::changed;
}

Writing::Writing(const ModelInfo& model, const Record& record, FieldChoice choice) {
  for (const FieldInfo& field : model.fields) {
    const FieldState& state = field.of(record);
    if (!is_written(field, state, choice)) continue;
    if (state.is_left_out()) refuse(model, record, field, "was not loaded, so the record cannot be written whole");
    Argument value;
    if (!field.type->get(state, value)) {
      if (choice == FieldChoice::all) continue;
      removed.emplace_back(field.name);
    } else {
      if (field.traits.indexed && field.type->score != nullptr) check_score(model, record, field);
      set.emplace_back(field.name);
      set.emplace_back(value);
      if (field.traits.expiry_seconds > 0) {
        expiring.emplace_back(field.name);
        expiring.emplace_back(field.traits.expiry_seconds);
      }
    }
    fields.emplace_back(&field);
  }
}

std::string_view missing_field(const ModelInfo& model, std::span<const FieldInfo* const> written) {
  if (!model.has_required) return {};
  for (const FieldInfo& field : model.fields) {
    if (field.traits.required && std::ranges::find(written, &field) == written.end()) return field.name;
  }
  return {};
}

void refuse(const ModelInfo& model, const Record& record, const FieldInfo& field, std::string_view why) {
  throw std::invalid_argument{fmt::format("{}: field \"{}\" {}", key_of(model, record), field.name, why)};
}

void check_required(const ModelInfo& model, const Record& record, const SaveOptions& options) {
  if (!model.has_required) return;
  const bool creates = options.only_if == Exists::no || options.all;
  const bool may_create = creates || (!options.only_if && !record.expected().stored);
  for (const FieldInfo& field : model.fields) {
    if (!field.traits.required) continue;
    const FieldState& state = field.of(record);
    if (field.has_value(record) && !state.is_taking()) {
      if (may_create && !creates && (state.word() == FieldState::kUnknown || state.is_known())) {
        refuse(model, record, field, "is required, and has only its default, which no save but a creating one writes");
      }
    } else if (may_create) {
      refuse(model, record, field, "is required, and has no value");
    } else if (state.is_changed()) {
      refuse(model, record, field, "is required, and cannot be removed");
    }
  }
}

void name_refused_field(const ModelInfo& model, const Record& record, FieldChoice choice) {
  for (const FieldInfo& field : model.fields) {
    if (!is_written(field, field.of(record), choice) || !field.has_value(record)) continue;
    try {
      to_bytes(field.type->argument(field.of(record)));
    } catch (const std::exception& error) {
      refuse(model, record, field, fmt::format("of type {} cannot hold its value: {}", field.type->name, error.what()));
    }
  }
}

}  // namespace tributary::detail
