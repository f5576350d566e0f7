#include <tributary/commands/pipeline_context.hpp>

#include "commands/executor_commands.hpp"
#include "core/executor.hpp"
#include "model/change.hpp"
#include "model/save_script.hpp"
#include "model/writer.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

namespace {

using Words = std::vector<std::string>;

/// A record of which only the id is known.
struct BareRecord : Record {
  explicit BareRecord(const Argument& id) : Record{id} {}
};

/// Answers as the save script does.
std::int64_t enter(Commands& redis, const ModelInfo& model, Record& record, const ScriptedSave& save) {
  ModelScope scope{redis, model};
  const SlotHandle slot =
      record_save_script(scope, model, record, key_of(model, record), save, result_type<std::int64_t>);
  slot->add_waiting(new RefusalNamer);
  scope.execute();
  return slot->value<std::int64_t>();
}

/// Enters what is stored.
std::int64_t enter_stored(Commands& redis, const ModelInfo& model, Record& record) {
  const Writing nothing;
  return enter(redis, model, record,
               {.writing = nothing, .before = record.known(), .only_if = Exists::yes, .is_write = false});
}

/// What a load has made another form of is written, when the record is still what was loaded.
std::int64_t enter_loaded(Commands& redis, const ModelInfo& model, Record& record, const Words& stored) {
  const Writing writing{model, record, FieldChoice::changed};
  if (writing.empty() && record.known().schema == model.schema_version) return enter_stored(redis, model, record);
  return enter(redis, model, record,
               {.writing = writing,
                .before = record.known(),
                .only_if = Exists::yes,
                .writer = draw_writer(),
                .stored = stored});
}

/// True when it was entered, false when there is none; nothing when it was changed meanwhile.
std::optional<bool> try_reindex(Commands& redis, const LoadPlan& plan, const std::string& id) {
  const ModelInfo& model = *plan.model;
  PipelineContext pipe{redis, atomically};
  const SlotHandle loaded = load_record(pipe, plan, id);
  ModelScope scope{pipe, model};
  const SlotHandle stored = scope.command(kHgetall, result_type<Words>, model.keyspace->key(id));
  scope.execute();
  pipe.execute(Errors::in_results);
  std::int64_t answer = 0;
  if (loaded->holds_value() && stored->holds_value()) {
    Record* const record = plan.record(*loaded);
    if (record == nullptr) return false;
    answer = enter_loaded(redis, model, *record, stored->value<Words>());
  } else if (loaded->error()->kind == ErrorKind::decode && model.schema_version == 0) {
    // A value that is none of its field's: the others are entered all the same.
    BareRecord record{id};
    answer = enter_stored(redis, model, record);
  } else {
    raise(loaded->error());
  }
  if (answer < 0) return std::nullopt;
  return answer > 0;
}

}  // namespace

DeferredResult<bool> reindex_record(const Deployment& client, const LoadPlan& plan, const Argument& id) {
  if (DeploymentAccess::executor(client)->starting() != nullptr) {
    throw UsageError{"reindex() reads before it writes, and an asynchronous client would not wait: use a Client"};
  }
  constexpr int kAttempts = 100;
  const std::string bytes = to_bytes(id);
  if (bytes.empty()) throw std::invalid_argument{"reindex needs an id"};
  ExecutorCommands redis{DeploymentAccess::executor(client)};
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (const std::optional<bool> entered = try_reindex(redis, plan, bytes)) {
      DeferredResult<bool> result;
      result.set(*entered);
      return result;
    }
  }
  auto info = std::make_shared<ErrorInfo>();
  info->kind = ErrorKind::conflict;
  info->key = plan.model->keyspace->key(bytes);
  info->message =
      fmt::format("{}: others changed it each of {} times that it was to be entered: try again", info->key, kAttempts);
  raise(std::move(info));
}

}  // namespace tributary::detail
