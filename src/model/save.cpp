#include "model/change.hpp"
#include "model/entries.hpp"
#include "model/save_script.hpp"
#include "model/scripts.hpp"
#include "model/writer.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

namespace {

/// Models whose writes look at something, or write something, beside the fields of the record.
bool needs_script(const ModelInfo& model) noexcept {
  return model.version != nullptr || model.has_entries || model.schema_version > 0;
}

/// What a record will be when a write of a part of it has succeeded.
Basis after_write(const ModelInfo& model, const Basis& before) {
  Basis after = before;
  if (model.version != nullptr) ++after.version;
  after.schema = model.schema_version;
  return after;
}

/// A version is not compared when it was never seen, and the caller says that there is a record; nor when he says that
/// there is none.
bool compares_version(const ModelInfo& model, const Basis& before, std::optional<Exists> only_if) noexcept {
  return model.version != nullptr && only_if != Exists::no && (before.seen || only_if != Exists::yes);
}

void record_save(ScriptedSave save, ModelScope& scope, const ModelInfo& model, Record& record, std::string_view key,
                 const std::shared_ptr<Change>& change) {
  const Writing& writing = save.writing;
  if (save.only_if || !save.required.empty() || !writing.expiring.empty() || needs_script(model)) {
    Change::await_version(change,
                          record_save_script(scope, model, record, std::string{key}, save, result_type<std::int64_t>));
    return;
  }
  const auto words = [](std::span<const Argument> list) { return list; };
  if (!writing.set.empty()) {
    Change::await(change, scope.command(kHset, result_type<std::int64_t>, key, words(writing.set)));
  }
  if (!writing.removed.empty()) {
    Change::await(change, scope.command(kHdel, result_type<std::int64_t>, key, words(writing.removed)));
  }
  if (scope.expires()) Change::await(change, ResultAccess::slot(scope.renew(key)));
}

void require_optional(const ModelInfo& model, const Record& record, const FieldInfo& field) {
  if (field.traits.required) refuse(model, record, field, "is required, and cannot be removed");
}

/// The stored form of the record is older than the model.
bool is_outdated(const ModelInfo& model, const Basis& basis) noexcept {
  return basis.seen && basis.stored && basis.schema != model.schema_version;
}

/// An outdated record must be saved before a part of it is changed on the server.
void require_migrated(const ModelInfo& model, const Record& record) {
  const Basis& basis = record.expected();
  if (!is_outdated(model, basis)) return;
  throw std::invalid_argument{
      fmt::format("{}: is stored with schema version {}, and was migrated to {} when it was "
                  "loaded: save it first",
                  key_of(model, record), basis.schema, model.schema_version)};
}

/// Of a versioned record, an operation whose own answer does not say what it has found: another command asks.
void record_proof(ModelScope& scope, const ModelInfo& model, const std::string& key,
                  const std::shared_ptr<Change>& change, const SlotHandle& command) {
  Change::await(change, command);
  Change::await_proof(change, scope.command(kHmget, kProof, key, model.version->name, kWriterField));
}

/// Removes fields by the save script.
SlotHandle record_removal(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                          const std::vector<Argument>& fields, const ResultType& type, Answer answer) {
  const Basis before = record.expected();
  Writing writing;
  for (const Argument& field : fields) writing.removed.emplace_back(field);
  ScriptedSave save{
      .writing = writing, .before = before, .compares = model.version != nullptr && before.seen, .answer = answer};
  if (model.version == nullptr) return record_save_script(scope, model, record, key, save, type);
  // Where there is no record nothing is written. One that was never seen is taken for none, until a save compares.
  const Basis after = before.version > 0 ? after_write(model, before) : before;
  const auto change = Change::make(model, record, Effect::none, after);
  save.writer = save.compares ? record.writer_of(change->operation()) : draw_writer();
  SlotHandle slot = record_save_script(scope, model, record, key, save, type);
  record_proof(scope, model, key, change, slot);
  return slot;
}

/// Adds by the script.
SlotHandle record_addition(ModelScope& scope, const ModelInfo& model, Record& record, const FieldInfo& field,
                           const std::string& key, const ResultType& type, const CommandRow& row, const Argument& by,
                           std::string_view required) {
  std::vector<Argument> words{Argument{row.verb}, Argument{field.name}, by, Argument{required}};
  const Basis before = record.expected();
  append_knowledge(words, model, record, before, true);
  std::shared_ptr<Change> change;
  if (model.version != nullptr) {
    const bool makes_none = before.version == 0 && !required.empty();
    change = Change::make(model, record, Effect::none, makes_none ? before : after_write(model, before));
    words.emplace_back(record.writer_of(change->operation()));
    words.emplace_back(draw_writer());
  } else {
    words.insert(words.end(), 2, Argument{""});
  }
  append_schema(words, model, record, before);
  words.emplace_back(field.traits.expiry_seconds);
  SlotHandle slot = scope.script(type, add_script(), std::array{Argument{key}}, words);
  if (change != nullptr) record_proof(scope, model, key, change, slot);
  return slot;
}

/// Adds to a field, or sets one that is not there.
SlotHandle record_to_field(ModelScope& scope, const ModelInfo& model, Record& record, const FieldInfo& field,
                           const std::string& key, const ResultType& type, const CommandRow& row, const Argument& by) {
  require_migrated(model, record);
  const FieldInfo* const written[] = {&field};
  const std::string_view required = missing_field(model, written);
  if (model.version != nullptr || model.schema_version > 0 || field.traits.expiry_seconds > 0 || !required.empty()) {
    return record_addition(scope, model, record, field, key, type, row, by, required);
  }
  return scope.command(row, type, key, field.name, by);
}

SlotHandle add(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
               const ResultType& type, const CommandRow& row, const Argument& by) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot = record_to_field(scope, model, record, field, key, type, row, by);
  FieldChange::take_sum(slot, model, record, field);
  if (scope.expires()) scope.renew(key);
  scope.execute();
  return slot;
}

/// The save script counts from 1.
std::int64_t removed_fields(const ReplyView& reply) { return decode<std::int64_t>(reply) - 1; }
constexpr ResultType kRemoved = custom_result_type<std::int64_t, &removed_fields>;

DeferredResult<bool> nothing_to_save(Commands& commands, const ModelInfo& model, const Record& record,
                                     std::string_view key, std::optional<Exists> only_if) {
  if (only_if == Exists::no) {
    throw std::invalid_argument{fmt::format("{}: a record without fields cannot be stored", key)};
  }
  if (only_if == Exists::yes) return record_exists(commands, model, record.id());
  DeferredResult<bool> nothing;
  nothing.set(true);
  return nothing;
}

}  // namespace

DeferredResult<bool> save_record(Commands& commands, const ModelInfo& model, Record& record,
                                 const SaveOptions& options) {
  const ComposedKey composed = composed_key_of(model, record);
  const std::string_view key = composed;
  const Basis before = record.expected();
  const FieldChoice choice = choose_fields(model, record, options);
  check_required(model, record, options);
  const Writing writing{model, record, choice};
  if (writing.empty() && !is_outdated(model, before)) {
    return nothing_to_save(commands, model, record, key, options.only_if);
  }

  const bool compares = compares_version(model, before, options.only_if);
  const bool proves = model.version == nullptr || compares || options.only_if == Exists::no;
  const bool stores = !writing.set.empty();
  // Neither removing fields where there is no record makes one, nor a save that wants one to be there.
  const bool updates = model.version != nullptr && options.only_if == Exists::yes;
  const bool makes_none = before.version == 0 && (!stores || updates);
  Basis after = makes_none ? before : after_write(model, before);
  after.stored = before.stored || (stores && !makes_none);
  after.seen = before.seen || proves;
  ModelScope scope{commands, model};
  const auto change = Change::make(model, record, Effect::save, after,
                                   Meaning{.only_if = options.only_if, .proves = proves, .stores = stores});
  ScriptedSave save{.writing = writing, .before = before, .only_if = options.only_if, .compares = compares};
  if (!options.only_if && stores) save.required = missing_field(model, writing.fields);
  if (model.version != nullptr) save.writer = proves ? record.writer_of(change->operation()) : draw_writer();
  try {
    record_save(save, scope, model, record, key, change);
  } catch (const std::exception&) {
    name_refused_field(model, record, choice);
    throw;
  }
  change->take_written(writing.fields);
  DeferredResult<bool> output = change->output();
  scope.execute();
  return output;
}

DeferredResult<std::int64_t> remove_fields(Commands& commands, const ModelInfo& model, Record& record,
                                           FieldList fields) {
  const std::string key = key_of(model, record);
  std::vector<Argument> names;
  for (const FieldInfo* field : fields) {
    require_optional(model, record, *field);
    names.emplace_back(field->name);
  }
  require_migrated(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (needs_script(model)) {
    slot = record_removal(scope, model, record, key, names, kRemoved, Answer::count);
  } else {
    slot = scope.command(kHdel, result_type<std::int64_t>, key, std::span<const Argument>{names});
    if (scope.expires()) scope.renew(key);
  }
  const auto removed = deferred<std::int64_t>(std::move(slot));
  for (const FieldInfo* field : fields) FieldChange::take_away(ResultAccess::slot(removed), model, record, *field);
  scope.execute();
  return removed;
}

SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                        const ResultType& type, std::int64_t by) {
  return add(commands, model, record, field, type, kHincrby, by);
}

SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                        const ResultType& type, double by) {
  if (!std::isfinite(by)) throw std::invalid_argument{fmt::format("incr cannot add {}", by)};
  return add(commands, model, record, field, type, kHincrbyfloat, by);
}

DeferredResult<bool> set_absent_field(Commands& commands, const ModelInfo& model, Record& record,
                                      const FieldInfo& field, const Argument& value) {
  const std::string key = key_of(model, record);
  std::string bytes;
  try {
    bytes = to_bytes(value);
  } catch (const std::exception&) {
    rethrow_refused(field.name, field.type->name);
  }
  ModelScope scope{commands, model};
  const auto set = deferred<bool>(
      record_to_field(scope, model, record, field, key, result_type<bool>, kHsetnx, std::string_view{bytes}));
  FieldChange::take_value(ResultAccess::slot(set), model, record, field, std::move(bytes));
  if (scope.expires()) scope.renew(key);
  scope.execute();
  return set;
}

std::int64_t negative(std::int64_t by) {
  if (by == std::numeric_limits<std::int64_t>::min()) {
    throw std::invalid_argument{fmt::format("decr cannot subtract {}", by)};
  }
  return -by;
}

SlotHandle pop_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                     const ResultType& type) {
  const std::string key = key_of(model, record);
  require_optional(model, record, field);
  require_migrated(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot = record_removal(scope, model, record, key, {Argument{field.name}}, type, Answer::value);
  FieldChange::take_away(slot, model, record, field);
  scope.execute();
  return slot;
}

}  // namespace tributary::detail
