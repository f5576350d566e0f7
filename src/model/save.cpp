#include "model/change.hpp"
#include "model/entries.hpp"
#include "model/recording.hpp"
#include "model/scripts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace tributary::detail {

namespace {

/// The words of what save() writes. Views of the record.
struct Writing {
  std::vector<Argument> set;       ///< field, value, ...
  std::vector<Argument> removed;   ///< field, ...
  std::vector<Argument> expiring;  ///< field, seconds, ...

  bool empty() const noexcept { return set.empty() && removed.empty(); }
};

/// True for the fields that are written: those that were changed, and the defaults of a record that is created.
bool is_written(const FieldInfo& field, const Record& record, bool creates) {
  const FieldState& state = field.of(record);
  return state.is_changed() || (creates && state.word() == FieldState::kUnknown && field.type->has_value(state));
}

[[noreturn]] void refuse(const ModelInfo& model, const Record& record, const FieldInfo& field, std::string_view why) {
  throw std::invalid_argument{fmt::format("{}: field \"{}\" {}", key_of(model, record), field.name, why)};
}

/// Sorted sets order doubles: an integer beyond what they hold exactly would be found by its neighbours.
void check_score(const ModelInfo& model, const Record& record, const FieldInfo& field) {
  constexpr double kExact = 9007199254740992;  // 2^53
  const double score = field.type->score(field.of(record)).value_or(0);
  if (std::isnan(score)) refuse(model, record, field, "is indexed, and NaN has no place in an index");
  if (field.type->kind != ValueKind::real && std::abs(score) >= kExact) {
    refuse(model, record, field,
           fmt::format("is indexed, and {} is beyond 2^53, which an index does not tell apart", score));
  }
}

Writing writing_of(const ModelInfo& model, const Record& record, bool creates) {
  Writing writing;
  writing.set.reserve(2 * model.fields.size() + 2);
  for (const FieldInfo& field : model.fields) {
    if (!is_written(field, record, creates)) continue;
    if (!field.has_value(record)) {
      if (!creates) writing.removed.emplace_back(field.name);
      continue;
    }
    if (field.traits.indexed && field.type->score != nullptr) check_score(model, record, field);
    writing.set.emplace_back(field.name);
    writing.set.push_back(field.type->argument(field.of(record)));
    if (field.traits.expiry_seconds > 0) {
      writing.expiring.emplace_back(field.name);
      writing.expiring.emplace_back(field.traits.expiry_seconds);
    }
  }
  if (model.schema_version > 0 && !writing.set.empty()) {
    writing.set.emplace_back(kSchemaField);
    writing.set.emplace_back(model.schema_version);
  }
  return writing;
}

void check_required(const ModelInfo& model, const Record& record, const SaveOptions& options) {
  const bool creates = options.only_if == Exists::no;
  const bool may_create = creates || (!options.only_if && !record.is_stored());
  for (const FieldInfo& field : model.fields) {
    if (!field.traits.required) continue;
    const FieldState& state = field.of(record);
    if (field.has_value(record)) {
      if (may_create && !creates && state.word() == FieldState::kUnknown) {
        refuse(model, record, field, "is required, and has only its default, which no save but a creating one writes");
      }
    } else if (may_create) {
      refuse(model, record, field, "is required, and has no value");
    } else if (state.is_changed()) {
      refuse(model, record, field, "is required, and cannot be removed");
    }
  }
}

/// Finds the field whose codec refused its value, to say so. To be called while the exception is handled.
void name_refused_field(const ModelInfo& model, const Record& record, bool creates) {
  for (const FieldInfo& field : model.fields) {
    if (!is_written(field, record, creates) || !field.has_value(record)) continue;
    try {
      to_bytes(field.type->argument(field.of(record)));
    } catch (const std::exception& error) {
      refuse(model, record, field, fmt::format("of type {} cannot hold its value: {}", field.type->name, error.what()));
    }
  }
}

void append_list(std::vector<Argument>& words, const std::vector<Argument>& list, std::size_t width) {
  words.emplace_back(list.size() / width);
  words.insert(words.end(), list.begin(), list.end());
}

enum class Answer : std::uint8_t { count, value };

/// The version that must be stored, for a record whose recorded operations have all succeeded.
std::int64_t expected_version(const FieldInfo& version, Record& record) {
  const auto& field = static_cast<const FieldValue<std::int64_t>&>(version.of(record));
  return field.value.value_or(0) + record.raising();
}

SlotHandle record_save_script(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                              const Writing& writing, const SaveOptions& options, const ResultType& type,
                              Answer answer) {
  std::vector<Argument> words;
  words.reserve(16 + writing.set.size() + writing.removed.size() + writing.expiring.size() + 4 * model.fields.size());
  words.emplace_back(!options.only_if ? "" : options.only_if == Exists::no ? "nx" : "xx");
  if (model.version != nullptr) {
    words.emplace_back(model.version->name);
    words.emplace_back(expected_version(*model.version, record));
  } else {
    words.insert(words.end(), 2, Argument{""});
  }
  append_list(words, writing.set, 2);
  append_list(words, writing.removed, 1);
  append_list(words, writing.expiring, 2);
  words.emplace_back(model.keyspace->expiry_seconds);
  words.emplace_back(model.expiry_starts == ExpiryStarts::at_creation ? "NX" : "");
  words.emplace_back(model.keyspace->prefix.view());
  words.emplace_back(model.keyspace->suffix.view());
  words.emplace_back(record.id());
  const EntryPlaces places{model};
  places.append_to(words, record);
  words.emplace_back(answer == Answer::value ? "value" : "");
  return scope.script(type, save_script(), places.keys(key), words);
}

bool needs_script(const ModelInfo& model) noexcept { return model.version != nullptr || model.has_entries; }

void record_save(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                 const Writing& writing, const SaveOptions& options, const std::shared_ptr<Change>& change) {
  if (options.only_if || !writing.expiring.empty() || needs_script(model)) {
    Change::await_answer(change, record_save_script(scope, model, record, key, writing, options,
                                                    result_type<std::int64_t>, Answer::count));
    return;
  }
  const auto words = [](const std::vector<Argument>& list) { return std::span<const Argument>{list}; };
  if (!writing.set.empty()) {
    Change::await(change, scope.hash_command("HSET", result_type<std::int64_t>, key, words(writing.set)));
  }
  if (!writing.removed.empty()) {
    Change::await(change, scope.hash_command("HDEL", result_type<std::int64_t>, key, words(writing.removed)));
  }
  if (scope.expires()) Change::await(change, scope.renew(key).slot());
}

void require_optional(const ModelInfo& model, const Record& record, const FieldInfo& field) {
  if (field.traits.required) refuse(model, record, field, "is required, and cannot be removed");
}

/// What was assigned to the field before is superseded by an operation of that number, if it succeeds.
void supersede(FieldState& state, std::uint32_t operation) noexcept {
  if (state.is_changed()) state.set_word(operation);
}

/// The command raises the version of the record.
void await_raise(const ModelInfo& model, Record& record, const SlotHandle& command) {
  const auto change = std::make_shared<Change>(model, record, Effect::save);
  Change::await(change, command);
  if (model.version != nullptr) change->raise_version();
}

template <class Number>
SlotHandle add(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
               const ResultType& type, std::string_view verb, Number by) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (model.version != nullptr) {
    slot = scope.script(type, add_script(), std::array{Argument{key}},
                        std::array{Argument{verb}, Argument{field.name}, Argument{by}, Argument{model.version->name}});
    await_raise(model, record, slot);
  } else {
    slot = scope.hash_command(verb, type, key, field.name, by);
  }
  slot->add_waiting(new FieldChange{model, record, field, record.next_operation(), true});
  if (scope.expires()) scope.renew(key);
  scope.execute();
  return slot;
}

/// The save script counts from 1.
std::int64_t removed_fields(const ReplyView& reply) { return decode<std::int64_t>(reply) - 1; }
constexpr ResultType kRemoved = custom_result_type<std::int64_t, &removed_fields>;

class CollectIds final : public ArgumentVisitor {
 public:
  explicit CollectIds(std::vector<std::string>& ids) noexcept : ids_{ids} {}
  void visit(const Argument& id) override { ids_.push_back(to_bytes(id)); }

 private:
  std::vector<std::string>& ids_;
};

}  // namespace

DeferredResult<bool> save_record(Commands& commands, const ModelInfo& model, Record& record,
                                 const SaveOptions& options) {
  const std::string key = key_of(model, record);
  const bool creates = options.only_if == Exists::no;
  check_required(model, record, options);
  const Writing writing = writing_of(model, record, creates);
  if (writing.empty()) {
    if (creates) throw std::invalid_argument{fmt::format("{}: a record without fields cannot be stored", key)};
    DeferredResult<bool> nothing;
    nothing.set(true);
    return nothing;
  }
  ModelScope scope{commands, model};
  const auto change = std::make_shared<Change>(model, record, Effect::save);
  try {
    record_save(scope, model, record, key, writing, options, change);
    if (model.version != nullptr) change->raise_version();
  } catch (const std::exception&) {
    name_refused_field(model, record, creates);
    throw;
  }
  for (const FieldInfo& field : model.fields) {
    if (is_written(field, record, creates)) field.in(record).set_word(change->operation());
  }
  scope.execute();
  return change->output();
}

DeferredResult<std::int64_t> remove_fields(Commands& commands, const ModelInfo& model, Record& record,
                                           FieldList fields) {
  const std::string key = key_of(model, record);
  std::vector<Argument> names;
  for (const FieldInfo* field : fields) {
    require_optional(model, record, *field);
    names.emplace_back(field->name);
  }
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (needs_script(model)) {
    slot = record_save_script(scope, model, record, key, {.set = {}, .removed = names, .expiring = {}}, {}, kRemoved,
                              Answer::count);
    await_raise(model, record, slot);
  } else {
    slot = scope.hash_command("HDEL", result_type<std::int64_t>, key, std::span<const Argument>{names});
    if (scope.expires()) scope.renew(key);
  }
  const DeferredResult<std::int64_t> removed{std::move(slot)};
  const std::uint32_t operation = record.next_operation();
  for (const FieldInfo* field : fields) {
    removed.slot()->add_waiting(new FieldChange{model, record, *field, operation, false});
    supersede(field->in(record), operation);
  }
  scope.execute();
  return removed;
}

SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                        const ResultType& type, std::int64_t by) {
  return add(commands, model, record, field, type, "HINCRBY", by);
}

SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                        const ResultType& type, double by) {
  if (!std::isfinite(by)) throw std::invalid_argument{fmt::format("incr cannot add {}", by)};
  return add(commands, model, record, field, type, "HINCRBYFLOAT", by);
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
  ModelScope scope{commands, model};
  SlotHandle slot =
      record_save_script(scope, model, record, key, {.set = {}, .removed = {Argument{field.name}}, .expiring = {}}, {},
                         type, Answer::value);
  await_raise(model, record, slot);
  const std::uint32_t operation = record.next_operation();
  slot->add_waiting(new FieldChange{model, record, field, operation, false});
  supersede(field.in(record), operation);
  scope.execute();
  return slot;
}

DeferredResult<bool> clear_record(Commands& commands, const ModelInfo& model, Record& record) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  const auto change = std::make_shared<Change>(model, record, Effect::clear);
  if (needs_script(model)) {
    const bool checked = model.version != nullptr && record.is_stored();
    const std::array words{Argument{checked ? model.version->name : std::string_view{}},
                           Argument{checked ? expected_version(*model.version, record) : 0}, Argument{record.id()}};
    const EntryPlaces places{model};
    const std::array keys{Argument{model.has_entries ? places.entries() : key}, Argument{key}};
    Change::await_answer(change, scope.script(result_type<std::int64_t>, delete_script(), keys, words));
  } else {
    Change::await_answer(change, scope.del(result_type<std::int64_t>, key));
  }
  for (const FieldInfo& field : model.fields) supersede(field.in(record), change->operation());
  scope.execute();
  return change->output();
}

DeferredResult<std::int64_t> delete_records(Commands& commands, const ModelInfo& model, const Arguments& ids) {
  if (ids.empty()) throw std::invalid_argument{"del needs at least one id"};
  std::vector<std::string> id_list;
  id_list.reserve(ids.size());
  CollectIds collect{id_list};
  ids.for_each(collect);
  std::vector<std::string> key_list;
  key_list.reserve(id_list.size());
  for (const std::string& id : id_list) key_list.push_back(model.keyspace->key(id));

  ModelScope scope{commands, model};
  if (!model.has_entries) {
    const auto deleted = scope.commands().del(key_list);
    scope.execute();
    return deleted;
  }
  const EntryPlaces places{model};
  std::vector<Argument> keys{Argument{places.entries()}};
  keys.insert(keys.end(), key_list.begin(), key_list.end());
  std::vector<Argument> words(2, Argument{""});
  words.insert(words.end(), id_list.begin(), id_list.end());
  const DeferredResult<std::int64_t> deleted{scope.script(result_type<std::int64_t>, delete_script(), keys, words)};
  scope.execute();
  return deleted;
}

}  // namespace tributary::detail
