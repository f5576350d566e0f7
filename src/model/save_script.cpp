#include "model/save_script.hpp"

#include "model/entries.hpp"
#include "model/scripts.hpp"

namespace tributary::detail {

namespace {

template <class List>
void append_list(std::vector<Argument>& words, const List& list, std::size_t width) {
  words.emplace_back(list.size() / width);
  for (const auto& word : list) words.emplace_back(word);
}

void append_nothing(std::vector<Argument>& words, std::size_t count) { words.insert(words.end(), count, Argument{""}); }

/// The word, or an empty one in its place.
Argument or_nothing(bool condition, const Argument& word) { return condition ? word : Argument{""}; }

std::int64_t schema_of(const ModelInfo& model, const Basis& basis) noexcept {
  return basis.seen && basis.stored ? basis.schema : model.schema_version;
}

std::string_view word_of(Answer answer) noexcept {
  switch (answer) {
    case Answer::version: return "version";
    case Answer::count: return "count";
    case Answer::value: break;
  }
  return "value";
}

}  // namespace

void append_knowledge(std::vector<Argument>& words, const ModelInfo& model, Record& record, const Basis& before,
                      bool compares) {
  if (model.version == nullptr) {
    append_nothing(words, 6);
    return;
  }
  const Basis& known = record.known();
  words.emplace_back(model.version->name);
  words.push_back(or_nothing(compares, Argument{before.version}));
  words.emplace_back(known.version);
  words.push_back(or_nothing(known.writer != 0, Argument{known.writer}));
  words.emplace_back(record.writer_of(0));
  words.emplace_back(record.writer_of(FieldState::kLastOperation));
}

void append_schema(std::vector<Argument>& words, const ModelInfo& model, const Record& record, const Basis& before) {
  if (model.schema_version == 0) {
    append_nothing(words, 3);
    return;
  }
  words.emplace_back(schema_of(model, record.known()));
  words.emplace_back(schema_of(model, before));
  words.emplace_back(model.schema_version);
}

SlotHandle record_save_script(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                              const ScriptedSave& save, const ResultType& type) {
  const Writing& writing = save.writing;
  std::vector<Argument> words;
  words.reserve(25 + writing.set.size() + writing.removed.size() + writing.expiring.size() + 3 * model.fields.size() +
                save.stored.size());
  words.emplace_back(!save.only_if ? "" : save.only_if == Exists::no ? "nx" : "xx");
  words.emplace_back(save.required);
  if (save.is_write) {
    append_knowledge(words, model, record, save.before, save.compares);
    words.emplace_back(save.writer);
    append_schema(words, model, record, save.before);
  } else {
    append_nothing(words, 10);
  }
  append_list(words, writing.set, 2);
  append_list(words, writing.removed, 1);
  append_list(words, writing.expiring, 2);
  words.emplace_back(save.is_write ? model.keyspace->expiry_seconds : 0);
  words.emplace_back(model.expiry_starts == ExpiryStarts::at_creation ? "NX" : "");
  words.emplace_back(model.keyspace->prefix.view());
  words.emplace_back(model.keyspace->suffix.view());
  words.emplace_back(record.id());
  const EntryPlaces places{model};
  places.append_to(words);
  append_list(words, save.stored, 2);
  words.emplace_back(word_of(save.answer));
  return scope.script(type, save_script(), places.keys(key), words);
}

}  // namespace tributary::detail
