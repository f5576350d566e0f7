#include "model/change.hpp"
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

Writing writing_of(const ModelInfo& model, const Record& record, bool creates) {
  Writing writing;
  writing.set.reserve(2 * model.fields.size());
  for (const FieldInfo& field : model.fields) {
    if (!is_written(field, record, creates)) continue;
    if (!field.has_value(record)) {
      if (!creates) writing.removed.emplace_back(field.name);
      continue;
    }
    writing.set.emplace_back(field.name);
    writing.set.push_back(field.type->argument(field.of(record)));
    if (field.traits.expiry_seconds > 0) {
      writing.expiring.emplace_back(field.name);
      writing.expiring.emplace_back(field.traits.expiry_seconds);
    }
  }
  return writing;
}

[[noreturn]] void refuse(const ModelInfo& model, const Record& record, const FieldInfo& field, std::string_view why) {
  throw std::invalid_argument{fmt::format("{}: field \"{}\" {}", key_of(model, record), field.name, why)};
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

SlotHandle record_save_script(ModelScope& scope, const ModelInfo& model, std::string_view key, const Writing& writing,
                              const SaveOptions& options) {
  std::vector<Argument> words;
  words.reserve(8 + writing.set.size() + writing.removed.size() + writing.expiring.size());
  words.emplace_back(!options.only_if ? "" : options.only_if == Exists::no ? "nx" : "xx");
  append_list(words, writing.set, 2);
  append_list(words, writing.removed, 1);
  append_list(words, writing.expiring, 2);
  words.emplace_back(model.keyspace->expiry_seconds);
  words.emplace_back(model.expiry_starts == ExpiryStarts::at_creation ? "NX" : "");
  return scope.script(result_type<std::int64_t>, save_script(), std::array{Argument{key}}, words);
}

void record_save(ModelScope& scope, const ModelInfo& model, const std::string& key, const Writing& writing,
                 const SaveOptions& options, const std::shared_ptr<Change>& change) {
  if (options.only_if || !writing.expiring.empty()) {
    Change::await_answer(change, record_save_script(scope, model, key, writing, options));
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

template <class Number>
SlotHandle add(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
               const ResultType& type, std::string_view verb, Number by) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  SlotHandle slot = scope.hash_command(verb, type, key, field.name, by);
  slot->add_waiting(new FieldChange{model, record, field, record.next_operation(), true});
  if (scope.expires()) scope.renew(key);
  scope.execute();
  return slot;
}

class CollectKeys final : public ArgumentVisitor {
 public:
  CollectKeys(const Keyspace& keyspace, std::vector<std::string>& keys) noexcept : keyspace_{keyspace}, keys_{keys} {}
  void visit(const Argument& id) override { keys_.push_back(keyspace_.key(id)); }

 private:
  const Keyspace& keyspace_;
  std::vector<std::string>& keys_;
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
    record_save(scope, model, key, writing, options, change);
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
  const DeferredResult<std::int64_t> removed{
      scope.hash_command("HDEL", result_type<std::int64_t>, key, std::span<const Argument>{names})};
  const std::uint32_t operation = record.next_operation();
  for (const FieldInfo* field : fields) {
    removed.slot()->add_waiting(new FieldChange{model, record, *field, operation, false});
    supersede(field->in(record), operation);
  }
  if (scope.expires()) scope.renew(key);
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
  SlotHandle slot = scope.script(type, pop_script(), std::array{Argument{key}}, std::array{Argument{field.name}});
  const std::uint32_t operation = record.next_operation();
  slot->add_waiting(new FieldChange{model, record, field, operation, false});
  supersede(field.in(record), operation);
  if (scope.expires()) scope.renew(key);
  scope.execute();
  return slot;
}

DeferredResult<bool> clear_record(Commands& commands, const ModelInfo& model, Record& record) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  const auto change = std::make_shared<Change>(model, record, Effect::clear);
  Change::await_answer(change, scope.del(result_type<std::int64_t>, key));
  for (const FieldInfo& field : model.fields) supersede(field.in(record), change->operation());
  scope.execute();
  return change->output();
}

DeferredResult<std::int64_t> delete_records(Commands& commands, const ModelInfo& model, const Arguments& ids) {
  if (ids.empty()) throw std::invalid_argument{"del needs at least one id"};
  std::vector<std::string> keys;
  keys.reserve(ids.size());
  CollectKeys collect{*model.keyspace, keys};
  ids.for_each(collect);
  ModelScope scope{commands, model};
  const auto deleted = scope.commands().del(keys);
  scope.execute();
  return deleted;
}

}  // namespace tributary::detail
