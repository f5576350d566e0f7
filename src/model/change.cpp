#include "model/change.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary::detail {

namespace {

/// Gives a value the form that a reload would give.
void normalise(const ValueType& type, FieldState& state) {
  const std::string bytes = to_bytes(type.argument(state));
  const ReplyNode node{ReplyKind::bulk, 0, bytes.size()};
  type.decode(state, ReplyView{&node, bytes.data()});
}

/// An older operation was executed after a newer one: what Redis holds is what nobody here has seen.
void forget_knowledge(const ModelInfo& model, Record& record) noexcept {
  for (const FieldInfo& field : model.fields) {
    FieldState& state = field.in(record);
    if (state.is_known()) state.set_word(FieldState::kUnknown);
  }
}

void set_known_version(const ModelInfo& model, Record& record, const Basis& basis) {
  if (model.version == nullptr || !basis.seen) return;
  auto& field = static_cast<FieldValue<std::int64_t>&>(model.version->in(record));
  if (basis.stored || basis.version > 0) {
    field.value = basis.version;
  } else {
    field.value.reset();
  }
  field.set_word(FieldState::kKnown);
}

}  // namespace

void ConflictNamer::explain(ErrorInfo& error) {
  if (error.code == "VERSIONCONFLICT") error.kind = ErrorKind::version_conflict;
  if (error.code == "UNIQUECONFLICT") error.kind = ErrorKind::unique_conflict;
  const bool conflict = error.kind == ErrorKind::version_conflict || error.kind == ErrorKind::unique_conflict;
  if (conflict) error.message.erase(0, error.code.size() + 1);
}

class Change::Share final : public ConflictNamer {
 public:
  Share(std::shared_ptr<Change> change, bool answers) noexcept : change_{std::move(change)}, answers_{answers} {}
  void run(Slot& input) noexcept override { change_->arrived(input, answers_); }

 private:
  std::shared_ptr<Change> change_;
  bool answers_;
};

Change::Change(const ModelInfo& model, Record& record, Effect effect, const Basis& after)
    : model_{&model}, anchor_{record.anchor()}, after_{after}, operation_{record.next_operation()}, effect_{effect} {
  record.wait_for(after);
}

void Change::stop_waiting() noexcept {
  if (std::exchange(waits_, false) && anchor_->record != nullptr) anchor_->record->done_waiting();
}

std::uint32_t Change::word() const noexcept {
  return effect_ == Effect::save ? FieldState::writing(operation_) : FieldState::taking(operation_);
}

void Change::take_written(const std::vector<const FieldInfo*>& fields) {
  Record& record = *anchor_->record;
  for (const FieldInfo* field : fields) {
    FieldState& state = field->in(record);
    if (!state.is_changed()) before_.push_back({field, state.word()});
    state.set_word(word());
  }
}

void Change::take_all() {
  Record& record = *anchor_->record;
  before_.reserve(model_->fields.size());
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    before_.push_back({&field, state.word()});
    state.set_word(word());
  }
}

void Change::await(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  command->add_waiting(new Share{change, false});
  ++change->missing_;
}

void Change::await_answer(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  command->add_waiting(new Share{change, true});
  ++change->missing_;
}

void Change::arrived(const Slot& command, bool answers) noexcept {
  if (!command.holds_value()) {
    // What cannot be decoded was done all the same.
    if (error_ == nullptr && command.error()->kind != ErrorKind::decode) error_ = command.error();
  } else if (answers) {
    done_ = const_cast<Slot&>(command).value<std::int64_t>() != 0;
  }
  if (--missing_ == 0) finish();
}

void Change::finish() noexcept {
  try {
    if (Record* record = anchor_->record) {
      if (error_ == nullptr && (done_ || effect_ == Effect::clear)) {
        succeed(*record);
      } else {
        fail(*record);
      }
    }
  } catch (...) {
    if (error_ == nullptr) error_ = continuation_error();
  }
  stop_waiting();
  if (error_ != nullptr) {
    ResultAccess::slot(output_)->set_error(std::move(error_));
  } else {
    output_.set(done_);
  }
}

void Change::succeed(Record& record) const {
  record.known() = after_;
  set_known_version(*model_, record, after_);
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    if (state.word() != word()) continue;
    if (effect_ == Effect::clear || !field.type->has_value(state)) {
      forget_value(*model_, field, state);
    } else if (!field.type->exact) {
      normalise(*field.type, state);
    }
    state.set_word(FieldState::kKnown);
  }
  if (!record.completes_in_order(operation_)) forget_knowledge(*model_, record);
}

void Change::fail(Record& record) const noexcept {
  for (const Before& before : before_) {
    FieldState& state = before.field->in(record);
    if (state.word() == word()) state.restore(before.word);
  }
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    if (state.word() == word()) state.set_word(FieldState::kChanged);
  }
}

FieldChange::FieldChange(const ModelInfo& model, Record& record, const FieldInfo& field, What what)
    : model_{&model},
      anchor_{record.anchor()},
      field_{&field},
      operation_{record.next_operation()},
      before_{field.of(record).word()},
      what_{what} {}

void FieldChange::take_sum(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field) {
  command->add_waiting(new FieldChange{model, record, field, What::sum});
  FieldState& state = field.in(record);
  // What was assigned and not saved stays so.
  if (!state.is_changed()) state.set_word(FieldState::taking(record.last_operation()));
}

void FieldChange::take_away(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field) {
  command->add_waiting(new FieldChange{model, record, field, What::removal});
  field.in(record).set_word(FieldState::taking(record.last_operation()));
}

void FieldChange::run(Slot& input) noexcept {
  Record* const record = anchor_->record;
  if (record == nullptr) return;
  FieldState& state = field_->in(*record);
  const bool mine = state.word() == FieldState::taking(operation_);
  if (!input.holds_value() && input.error()->kind != ErrorKind::decode) {
    if (mine) state.restore(before_);
    return;
  }
  try {
    if (mine) take(state, input);
  } catch (...) {
    state.set_word(FieldState::kUnknown);  // out of memory: only a load can tell
  }
  if (!record->completes_in_order(operation_) && state.is_known()) state.set_word(FieldState::kUnknown);
}

void FieldChange::take(FieldState& state, Slot& input) const {
  if (what_ == What::removal) {
    forget_value(*model_, *field_, state);
  } else if (input.holds_value()) {
    field_->type->take_result(state, input);
    state.set_word(FieldState::kKnown);
  } else {
    state.set_word(FieldState::kUnknown);  // a sum that the field cannot hold
  }
}

void FieldChange::explain(ErrorInfo& error) {
  if (error.kind != ErrorKind::decode || error.expected.empty()) return;
  const std::string place = fmt::format(" in field \"{}\"", field_->name);
  if (error.expected.ends_with(place)) return;  // the command said so
  error.expected += place;
  error.message = fmt::format("expected {}, got {}", error.expected, error.actual);
}

void forget_value(const ModelInfo& model, const FieldInfo& field, FieldState& state) {
  field.type->assign(state, field.of(model.fresh()));
  state.set_word(FieldState::kKnown);
}

}  // namespace tributary::detail
