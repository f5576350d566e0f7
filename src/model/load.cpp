#include <tributary/model/operations.hpp>

#include "model/change.hpp"
#include "model/recording.hpp"
#include "model/scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

namespace tributary::detail {

namespace {

/// What the decoder of load_existing() expected when there was no record.
constexpr std::string_view kExistingRecord = "a record that exists";

/// Adds to a loaded record what the reply does not tell.
class Loading final : public Continuation {
 public:
  Loading(const LoadPlan& plan, std::string&& id, const std::string& key) : plan_{plan}, id_{std::move(id)} {
    if (!plan.some.empty()) part_of_ = SharedKey{key};
  }

  void run(Slot&) noexcept override {}
  void complete(Slot& input) noexcept override {
    Record* const record = plan_.record(input);
    if (record == nullptr) return;
    record->set_id(std::move(id_));
    Basis& known = record->known();
    known.seen = known.stored = true;
    if (const FieldInfo* version = plan_.model->version) {
      known.version = static_cast<const FieldValue<std::int64_t>&>(version->of(*record)).value.value_or(0);
    }
    if (part_of_) leave_out_others(*record);
  }
  void explain(ErrorInfo& error) override {
    if (error.kind != ErrorKind::decode || error.expected != kExistingRecord) return;
    error.kind = ErrorKind::not_found;
    error.message = fmt::format("there is no record {}", plan_.model->keyspace->key(id_));
    error.expected.clear();
    error.actual.clear();
  }

 private:
  void leave_out_others(Record& record) const noexcept {
    for (const FieldInfo& field : plan_.model->fields) {
      if (field.of(record).word() == FieldState::kUnknown) leave_out(field, field.in(record), part_of_);
    }
  }

  const LoadPlan& plan_;
  std::string id_;
  SharedKey part_of_;  ///< the key, when not all fields were asked for
};

SlotHandle record_load(ModelScope& scope, const LoadPlan& plan, const Argument& id) {
  std::string bytes = to_bytes(id);
  const std::string key = plan.model->keyspace->key(bytes);
  SlotHandle slot;
  if (plan.some.empty()) {
    slot = scope.command(kHgetall, *plan.type, key);
  } else {
    std::vector<Argument> names;
    for (const FieldInfo* field : plan.some) names.emplace_back(field->name);
    if (const FieldInfo* version = plan.model->version) {
      names.emplace_back(version->name);
      names.emplace_back(kWriterField);
    }
    slot = scope.script(*plan.type, load_script(), std::array{Argument{key}}, names);
  }
  slot->add_waiting(new Loading{plan, std::move(bytes), key});
  return slot;
}

/// Takes what was loaded into a record that exists. An operation of that record like those that write: what is assigned
/// while it waits stays, and what it has read is in doubt when an operation from before it is executed behind it.
class Reload final : public Continuation {
 public:
  /// `some`: the fields asked for, all when it is empty. The plan may load more.
  Reload(const LoadPlan& plan, FieldList some, Record& record, const std::string& key)
      : plan_{plan}, anchor_{record.anchor()}, operation_{record.next_operation()}, doubts_{record.doubts()} {
    if (!some.empty()) part_of_ = SharedKey{key};
    before_.reserve(plan.model->fields.size());
    for (const FieldInfo& field : plan.model->fields) {
      if (!some.empty() && std::ranges::find(some, field.name, &FieldInfo::name) == some.end()) continue;
      FieldState& state = field.in(record);
      before_.push_back({&field, state.word()});
      state.set_word(FieldState::taking(operation_));
    }
  }

  const DeferredResult<bool>& output() const noexcept { return output_; }

  void run(Slot& input) noexcept override {
    Record* const record = anchor_->record;
    if (!input.holds_value()) {
      if (record != nullptr) fail(*record, *input.error());
      ResultAccess::slot(output_)->set_error(input.error());
      return;
    }
    Record* const loaded = plan_.record(input);
    if (record != nullptr) take(*record, loaded);
    output_.set(loaded != nullptr);
  }

 private:
  struct Before {
    const FieldInfo* field;
    std::uint32_t word;
  };

  bool takes(const FieldState& state) const noexcept { return state.word() == FieldState::taking(operation_); }

  void fail(Record& record, const ErrorInfo& error) const noexcept {
    if (!was_not_tried(error)) forget_knowledge(*plan_.model, record);
    for (const Before& before : before_) {
      FieldState& state = before.field->in(record);
      if (takes(state)) restore_field(record, state, before.word, doubts_);
    }
  }

  void take(Record& record, Record* loaded) const noexcept {
    const ModelInfo& model = *plan_.model;
    const Basis known = record.known();
    record.known() = loaded != nullptr ? loaded->known() : Basis{.seen = true, .schema = model.schema_version};
    const bool is_other = model.version != nullptr && (!known.seen || known.version != record.known().version ||
                                                       known.writer != record.known().writer);
    for (const FieldInfo& field : model.fields) {
      const FieldState& state = field.of(record);
      if (takes(state) || field.traits.version) {
        take_field(field, record, loaded);
      } else if (state.is_known() && loaded == nullptr) {
        take_field(field, record, nullptr);
      } else if (state.is_known() ? is_other : state.word() == FieldState::kUnknown) {
        leave_out(field, field.in(record), part_of_);
      }
    }
    record.completes_in_order(operation_);
  }

  void take_field(const FieldInfo& field, Record& record, Record* loaded) const noexcept {
    FieldState& state = field.in(record);
    try {
      if (loaded == nullptr) {
        forget_value(*plan_.model, field, state);
      } else {
        field.type->take(state, field.in(*loaded));
        state.set_word(field.of(*loaded).word());
      }
    } catch (...) {
      state.set_word(FieldState::kUnknown);  // out of memory: only another load can tell
    }
  }

  const LoadPlan& plan_;
  std::shared_ptr<Anchor> anchor_;
  DeferredResult<bool> output_;
  SharedKey part_of_;  ///< the key, when not all fields were asked for
  std::vector<Before> before_;
  std::uint32_t operation_;
  std::uint32_t doubts_;
};

class LoadEach final : public ArgumentVisitor {
 public:
  LoadEach(ModelScope& scope, const LoadPlan& plan, std::vector<SlotHandle>& slots) noexcept
      : scope_{scope}, plan_{plan}, slots_{slots} {}
  void visit(const Argument& id) override { slots_.push_back(record_load(scope_, plan_, id)); }

 private:
  ModelScope& scope_;
  const LoadPlan& plan_;
  std::vector<SlotHandle>& slots_;
};

}  // namespace

void throw_no_record() { throw CodecError{std::string{kExistingRecord}, "none"}; }

SlotHandle load_record(Commands& commands, const LoadPlan& plan, const Argument& id) {
  ModelScope scope{commands, *plan.model};
  SlotHandle slot = record_load(scope, plan, id);
  scope.execute();
  return slot;
}

DeferredResult<bool> reload_record(Commands& commands, const LoadPlan& plan, Record& record) {
  const ModelInfo& model = record.model();
  const std::string key = key_of(model, record);
  // Through a base the whole record is read, which may have a version or migrations of its own.
  const LoadPlan& own = &model == plan.model ? plan : model.whole();
  ModelScope scope{commands, model};
  const SlotHandle slot = record_load(scope, own, record.id());
  auto reload = std::make_unique<Reload>(own, own.model->schema_version > 0 ? FieldList{} : plan.some, record, key);
  const DeferredResult<bool> output = reload->output();
  slot->add_waiting(reload.release());
  scope.execute();
  return output;
}

std::vector<SlotHandle> load_records(Commands& commands, const LoadPlan& plan, const Arguments& ids) {
  if (ids.empty()) return {};
  ModelScope scope{commands, *plan.model};
  std::vector<SlotHandle> slots;
  slots.reserve(ids.size());
  LoadEach each{scope, plan, slots};
  ids.for_each(each);
  scope.execute();
  return slots;
}

DeferredResult<bool> record_exists(Commands& commands, const ModelInfo& model, const Argument& id) {
  ModelScope scope{commands, model};
  const auto result = scope.commands().exists(model.keyspace->key(id));
  scope.execute();
  return result;
}

DeferredResult<std::int64_t> records_exist(Commands& commands, const ModelInfo& model, const Arguments& ids) {
  if (ids.empty()) throw std::invalid_argument{"exists needs at least one id"};
  ModelScope scope{commands, model};
  const auto result = scope.commands().exists(keys_of(*model.keyspace, ids));
  scope.execute();
  return result;
}

}  // namespace tributary::detail
