#include "model/change.hpp"

#include "resp/quote.hpp"

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

/// A record that was never loaded has the version 0, and so has one that was created by this operation.
void raise_known_version(const FieldInfo& version, Record& record) {
  auto& field = static_cast<FieldValue<std::int64_t>&>(version.in(record));
  field.value = field.value.value_or(0) + 1;
  field.set_word(FieldState::kKnown);
}

}  // namespace

class Change::Share final : public Continuation {
 public:
  Share(std::shared_ptr<Change> change, bool answers) noexcept : change_{std::move(change)}, answers_{answers} {}
  void run(Slot& input) noexcept override { change_->arrived(input, answers_); }
  void explain(ErrorInfo& error) override {
    if (error.code == "VERSIONCONFLICT") error.kind = ErrorKind::version_conflict;
    if (error.code == "UNIQUECONFLICT") error.kind = ErrorKind::unique_conflict;
    const bool conflict = error.kind == ErrorKind::version_conflict || error.kind == ErrorKind::unique_conflict;
    if (conflict) error.message.erase(0, error.code.size() + 1);
  }

 private:
  std::shared_ptr<Change> change_;
  bool answers_;
};

Change::Change(const ModelInfo& model, Record& record, Effect effect)
    : model_{&model}, anchor_{record.anchor()}, operation_{record.next_operation()}, effect_{effect} {}

Change::~Change() {
  if (raises_ && anchor_->record != nullptr) --anchor_->record->raising();
}

void Change::raise_version() {
  raises_ = true;
  ++anchor_->record->raising();
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
    if (error_ == nullptr) error_ = command.error();
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
  if (raises_ && anchor_->record != nullptr) --anchor_->record->raising();
  raises_ = false;
  if (error_ != nullptr) {
    output_.slot()->set_error(std::move(error_));
  } else {
    output_.set(done_);
  }
}

void Change::succeed(Record& record) const {
  record.set_stored(effect_ == Effect::save);
  if (raises_ && effect_ == Effect::save) raise_known_version(*model_->version, record);
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    if (effect_ == Effect::clear) {
      if (state.word() != operation_ && state.word() > FieldState::kKnown) continue;
      forget_value(*model_, field, state);
    } else if (state.word() == operation_) {
      if (!field.type->has_value(state)) {
        forget_value(*model_, field, state);
      } else if (!field.type->exact) {
        normalise(*field.type, state);
      }
      state.set_word(FieldState::kKnown);
    }
  }
}

void Change::fail(Record& record) const noexcept {
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    if (state.word() == operation_) state.set_word(FieldState::kChanged);
  }
}

void FieldChange::run(Slot& input) noexcept {
  Record* const record = anchor_->record;
  if (record == nullptr) return;
  FieldState& state = field_->in(*record);
  const bool gone = !takes_result_ && !input.holds_value() && input.error()->kind == ErrorKind::decode;
  if (!input.holds_value() && !gone) {
    if (state.word() == operation_) state.set_word(FieldState::kChanged);
    return;
  }
  if (state.word() > FieldState::kKnown && state.word() != operation_) return;
  try {
    if (takes_result_) {
      field_->type->take_result(state, input);
      record->set_stored(true);
      state.set_word(FieldState::kKnown);
    } else {
      forget_value(*model_, *field_, state);
    }
  } catch (...) {
    state.set_word(FieldState::kUnknown);  // out of memory: only a load can tell
  }
}

void FieldChange::explain(ErrorInfo& error) {
  if (error.kind != ErrorKind::decode || error.expected.empty()) return;
  error.expected = fmt::format("{} in field \"{}\"", error.expected, field_->name);
  error.message = fmt::format("expected {}, got {}", error.expected, error.actual);
}

void forget_value(const ModelInfo& model, const FieldInfo& field, FieldState& state) {
  field.type->assign(state, field.of(model.fresh()));
  state.set_word(FieldState::kKnown);
}

}  // namespace tributary::detail
