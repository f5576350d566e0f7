#include "model/change.hpp"
#include "model/entries.hpp"
#include "model/save_script.hpp"
#include "model/scripts.hpp"

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

namespace {

class CollectIds final : public ArgumentVisitor {
 public:
  explicit CollectIds(std::vector<std::string>& ids) noexcept : ids_{ids} {}
  void visit(const Argument& id) override { ids_.push_back(to_bytes(id)); }

 private:
  std::vector<std::string>& ids_;
};

}  // namespace

DeferredResult<bool> clear_record(Commands& commands, const ModelInfo& model, Record& record) {
  const std::string key = key_of(model, record);
  ModelScope scope{commands, model};
  const Basis before = record.expected();
  std::vector<Argument> words;
  append_knowledge(words, model, record, before, model.version != nullptr && before.seen);
  words.emplace_back(record.id());
  const auto change = Change::make(model, record, Effect::clear, Basis{.seen = true, .schema = model.schema_version});
  if (model.version != nullptr || model.has_entries) {
    const std::string entries = model.has_entries ? EntryPlaces::entries_of(model) : key;
    const std::array keys{Argument{entries}, Argument{key}};
    Change::await_answer(change, scope.script(result_type<std::int64_t>, delete_script(), keys, words));
  } else {
    Change::await_answer(change, scope.command(kDel, result_type<std::int64_t>, key));
  }
  change->take_all();
  DeferredResult<bool> output = change->output();
  scope.execute();
  return output;
}

DeferredResult<bool> delete_record(Commands& commands, const ModelInfo& model, const Argument& id) {
  const std::string bytes = to_bytes(id);
  const std::string key = model.keyspace->key(bytes);
  ModelScope scope{commands, model};
  SlotHandle slot;
  if (model.has_entries) {
    const std::string entries = EntryPlaces::entries_of(model);
    std::vector<Argument> words(6, Argument{""});  // nothing is known
    words.emplace_back(bytes);
    slot = scope.script(result_type<bool>, delete_script(), std::array{Argument{entries}, Argument{key}}, words);
  } else {
    slot = scope.command(kDel, result_type<bool>, key);
  }
  scope.execute();
  return deferred<bool>(std::move(slot));
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
  std::vector<Argument> words(6, Argument{""});  // nothing is known
  words.insert(words.end(), id_list.begin(), id_list.end());
  const auto deleted = deferred<std::int64_t>(scope.script(result_type<std::int64_t>, delete_script(), keys, words));
  scope.execute();
  return deleted;
}

}  // namespace tributary::detail
