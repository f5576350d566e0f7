#include "model/change.hpp"
#include "model/entries.hpp"
#include "model/recording.hpp"
#include "model/scripts.hpp"
#include "model/writing.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <random>
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

/// What no other write has drawn.
std::uint64_t draw_writer() {
  thread_local std::random_device random;
  const std::uint64_t number = (std::uint64_t{random()} << 32U) | random();
  return number == 0 ? 1 : number;
}

/// What a record will be when a write of a part of it has succeeded.
Basis after_write(const ModelInfo& model, const Basis& before) {
  Basis after = before;
  if (model.version != nullptr) {
    ++after.version;
    after.writer = draw_writer();
  }
  after.schema = model.schema_version;
  return after;
}

/// A version is not compared when it was never seen, and the caller says that there is a record.
bool compares_version(const ModelInfo& model, const Basis& before, std::optional<Exists> only_if) noexcept {
  return model.version != nullptr && (before.seen || only_if != Exists::yes);
}

void append_list(std::vector<Argument>& words, const std::vector<Argument>& list, std::size_t width) {
  words.emplace_back(list.size() / width);
  words.insert(words.end(), list.begin(), list.end());
}

/// The word, or an empty one in its place.
Argument or_nothing(bool condition, const Argument& word) { return condition ? word : Argument{""}; }

/// The schema version that must be stored, of a record that is there.
Argument expected_schema(const ModelInfo& model, const Basis& before) {
  return or_nothing(model.schema_version > 0,
                    Argument{before.seen && before.stored ? before.schema : model.schema_version});
}

enum class Answer : std::uint8_t { count, value };

struct ScriptedSave {
  const Writing& writing;
  std::optional<Exists> only_if{};
  bool compares_version = false;
  Answer answer = Answer::count;
};

SlotHandle record_save_script(ModelScope& scope, const ModelInfo& model, const std::string& id, const std::string& key,
                              const Basis& before, const Basis& after, const ScriptedSave& save,
                              const ResultType& type) {
  const Writing& writing = save.writing;
  std::vector<Argument> words;
  words.reserve(20 + writing.set.size() + writing.removed.size() + writing.expiring.size() + 3 * model.fields.size());
  words.emplace_back(!save.only_if ? "" : save.only_if == Exists::no ? "nx" : "xx");
  words.emplace_back(model.version != nullptr ? model.version->name : std::string_view{});
  words.push_back(or_nothing(save.compares_version, Argument{before.version}));
  words.push_back(or_nothing(before.writer != 0, Argument{before.writer}));
  words.emplace_back(after.writer);
  words.push_back(expected_schema(model, before));
  words.emplace_back(model.schema_version);
  append_list(words, writing.set, 2);
  append_list(words, writing.removed, 1);
  append_list(words, writing.expiring, 2);
  words.emplace_back(model.keyspace->expiry_seconds);
  words.emplace_back(model.expiry_starts == ExpiryStarts::at_creation ? "NX" : "");
  words.emplace_back(model.keyspace->prefix.view());
  words.emplace_back(model.keyspace->suffix.view());
  words.emplace_back(id);
  const EntryPlaces places{model};
  places.append_to(words);
  words.emplace_back(save.answer == Answer::value ? "value" : "");
  return scope.script(type, save_script(), places.keys(key), words);
}

void record_save(ModelScope& scope, const ModelInfo& model, const Record& record, const std::string& key,
                 const Basis& before, const Basis& after, const ScriptedSave& save,
                 const std::shared_ptr<Change>& change) {
  const Writing& writing = save.writing;
  if (save.only_if || !writing.expiring.empty() || needs_script(model)) {
    Change::await_answer(
        change, record_save_script(scope, model, record.id(), key, before, after, save, result_type<std::int64_t>));
    return;
  }
  const auto words = [](const std::vector<Argument>& list) { return std::span<const Argument>{list}; };
  if (!writing.set.empty()) {
    Change::await(change, scope.hash_command("HSET", result_type<std::int64_t>, key, words(writing.set)));
  }
  if (!writing.removed.empty()) {
    Change::await(change, scope.hash_command("HDEL", result_type<std::int64_t>, key, words(writing.removed)));
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

/// Removes fields by the save script.
SlotHandle record_removal(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                          const std::vector<Argument>& fields, const ResultType& type, Answer answer) {
  const Basis before = record.expected();
  // Where there is no record nothing is written. One that was never seen is taken for none, until a save compares.
  const Basis after = before.version > 0 ? after_write(model, before) : before;
  Writing writing;
  writing.removed = fields;
  SlotHandle slot = record_save_script(
      scope, model, record.id(), key, before, after,
      {.writing = writing, .compares_version = model.version != nullptr && before.seen, .answer = answer}, type);
  Change::await(std::make_shared<Change>(model, record, Effect::none, after), slot);
  return slot;
}

template <class Number>
SlotHandle add(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
               const ResultType& type, std::string_view verb, Number by) {
  const std::string key = key_of(model, record);
  require_migrated(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (model.version != nullptr || model.schema_version > 0 || field.traits.expiry_seconds > 0) {
    const Basis before = record.expected();
    const Basis after = after_write(model, before);
    slot = scope.script(type, add_script(), std::array{Argument{key}},
                        std::array{Argument{verb}, Argument{field.name}, Argument{by},
                                   Argument{model.version != nullptr ? model.version->name : std::string_view{}},
                                   Argument{after.writer}, expected_schema(model, before),
                                   Argument{model.schema_version}, Argument{field.traits.expiry_seconds}});
    Change::await(std::make_shared<Change>(model, record, Effect::none, after), slot);
  } else {
    slot = scope.hash_command(verb, type, key, field.name, by);
  }
  FieldChange::take_sum(slot, model, record, field);
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

DeferredResult<bool> nothing_to_save(Commands& commands, const ModelInfo& model, const Record& record,
                                     const std::string& key, std::optional<Exists> only_if) {
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
  const std::string key = key_of(model, record);
  const Basis before = record.expected();
  const FieldChoice choice = choose_fields(model, record, options.only_if);
  check_required(model, record, options.only_if);
  const Writing writing{model, record, choice};
  if (writing.empty() && !is_outdated(model, before)) {
    return nothing_to_save(commands, model, record, key, options.only_if);
  }

  const bool compares = compares_version(model, before, options.only_if);
  // Removing fields where there is no record makes none.
  const bool makes_none = compares && before.version == 0 && writing.set.empty();
  Basis after = makes_none ? before : after_write(model, before);
  after.stored = after.stored || !writing.set.empty();
  after.seen = before.seen || (model.version == nullptr || compares);
  ModelScope scope{commands, model};
  const auto change = std::make_shared<Change>(model, record, Effect::save, after);
  try {
    record_save(scope, model, record, key, before, after,
                {.writing = writing, .only_if = options.only_if, .compares_version = compares}, change);
  } catch (const std::exception&) {
    name_refused_field(model, record, choice);
    throw;
  }
  change->take_written(writing.fields);
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
  require_migrated(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (needs_script(model)) {
    slot = record_removal(scope, model, record, key, names, kRemoved, Answer::count);
  } else {
    slot = scope.hash_command("HDEL", result_type<std::int64_t>, key, std::span<const Argument>{names});
    if (scope.expires()) scope.renew(key);
  }
  const auto removed = deferred<std::int64_t>(std::move(slot));
  for (const FieldInfo* field : fields) FieldChange::take_away(ResultAccess::slot(removed), model, record, *field);
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
  require_migrated(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot = record_removal(scope, model, record, key, {Argument{field.name}}, type, Answer::value);
  FieldChange::take_away(slot, model, record, field);
  scope.execute();
  return slot;
}

DeferredResult<bool> clear_record(Commands& commands, const ModelInfo& model, Record& record) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  const Basis before = record.expected();
  const auto change =
      std::make_shared<Change>(model, record, Effect::clear, Basis{.seen = true, .schema = model.schema_version});
  if (model.version != nullptr || model.has_entries) {
    const bool compares = model.version != nullptr && before.seen;
    const std::array words{Argument{compares ? model.version->name : std::string_view{}}, Argument{before.version},
                           or_nothing(before.writer != 0, Argument{before.writer}), Argument{record.id()}};
    const std::string entries = model.has_entries ? EntryPlaces::entries_of(model) : key;
    const std::array keys{Argument{entries}, Argument{key}};
    Change::await_answer(change, scope.script(result_type<std::int64_t>, delete_script(), keys, words));
  } else {
    Change::await_answer(change, scope.del(result_type<std::int64_t>, key));
  }
  change->take_all();
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
  const std::string entries = EntryPlaces::entries_of(model);
  std::vector<Argument> keys{Argument{entries}};
  keys.insert(keys.end(), key_list.begin(), key_list.end());
  std::vector<Argument> words(3, Argument{""});
  words.insert(words.end(), id_list.begin(), id_list.end());
  const auto deleted = deferred<std::int64_t>(scope.script(result_type<std::int64_t>, delete_script(), keys, words));
  scope.execute();
  return deleted;
}

DeferredResult<bool> reindex_record(Commands& commands, const ModelInfo& model, const Argument& id) {
  const std::string bytes = to_bytes(id);
  const std::string key = model.keyspace->key(bytes);
  ModelScope scope{commands, model};
  const EntryPlaces places{model};
  // A save of nothing: it enters what is stored.
  std::vector<Argument> words{Argument{"xx"}};
  words.insert(words.end(), 6, Argument{""});  // neither version nor schema
  words.insert(words.end(), 3, Argument{0});   // no fields
  words.insert(words.end(), {Argument{0}, Argument{""}, Argument{model.keyspace->prefix.view()},
                             Argument{model.keyspace->suffix.view()}, Argument{bytes}});
  places.append_to(words);
  words.emplace_back("");
  const auto indexed = deferred<bool>(scope.script(result_type<bool>, save_script(), places.keys(key), words));
  ResultAccess::slot(indexed)->add_waiting(new ConflictNamer);
  scope.execute();
  return indexed;
}

}  // namespace tributary::detail
