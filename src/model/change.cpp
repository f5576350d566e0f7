#include "model/change.hpp"

#include <tributary/codec/containers.hpp>

#include <fmt/format.h>

#include <tuple>
#include <utility>

namespace tributary::detail {

namespace {

/// Gives a value the form that a reload would give.
void normalise(const ValueType& type, FieldState& state) {
  const std::string bytes = to_bytes(type.argument(state));
  const ReplyNode node{ReplyKind::bulk, 0, bytes.size()};
  type.decode(state, ReplyView{&node, bytes.data()});
}

void set_known_version(const ModelInfo& model, Record& record) {
  const Basis& basis = record.known();
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

void RefusalNamer::explain(ErrorInfo& error) {
  if (error.kind != ErrorKind::server) return;
  if (error.code == "VERSIONCONFLICT") error.kind = ErrorKind::version_conflict;
  if (error.code == "UNIQUECONFLICT") error.kind = ErrorKind::unique_conflict;
  if (error.code == "NORECORD") error.kind = ErrorKind::not_found;
  if (error.kind == ErrorKind::server) return;
  error.message.erase(0, error.code.size() + 1);
  if (error.kind == ErrorKind::not_found && error.key.empty()) {  // one of several keys of its script
    error.key = error.message.substr(0, error.message.rfind(": there is no record"));
  }
}

bool may_be_applied(const ErrorInfo& error) noexcept {
  return error.kind == ErrorKind::transport && error.outcome == TransportOutcome::maybe_applied;
}

bool was_not_tried(const ErrorInfo& error) noexcept {
  return error.kind == ErrorKind::discarded ||
         (error.kind == ErrorKind::transport && error.outcome == TransportOutcome::not_sent);
}

void forget_knowledge(const ModelInfo& model, Record& record) noexcept {
  record.doubt();
  for (const FieldInfo& field : model.fields) {
    FieldState& state = field.in(record);
    if (state.is_known()) state.set_word(FieldState::kUnknown);
  }
}

void restore_field(const Record& record, FieldState& state, std::uint32_t before, std::uint32_t doubts) noexcept {
  state.restore(before == FieldState::kKnown && record.doubts() != doubts ? FieldState::kUnknown : before);
}

Proof proof_from(const ReplyView& reply) {
  require_array_of(reply, 2);
  return {decode<std::optional<std::int64_t>>(reply[0]).value_or(0),
          decode<std::optional<std::uint64_t>>(reply[1]).value_or(0)};
}

Change::Change(const ModelInfo& model, Record& record, Effect effect, const Basis& expected, const Meaning& meaning)
    : model_{&model},
      anchor_{record.anchor()},
      operation_{record.next_operation()},
      doubts_{record.doubts()},
      effect_{effect},
      meaning_{meaning} {
  record.wait_for(expected);
}

void Change::stop_waiting() noexcept {
  if (std::exchange(waits_, false) && anchor_->record != nullptr) anchor_->record->done_waiting();
}

std::uint32_t Change::word() const noexcept {
  return effect_ == Effect::save ? FieldState::writing(operation_) : FieldState::taking(operation_);
}

void Change::take_written(std::span<const FieldInfo* const> fields) {
  Record& record = *anchor_->record;
  const std::uint32_t own = word();
  for (const FieldInfo* field : fields) {
    FieldState& state = field->in(record);
    if (!state.is_changed()) before_.push_back({field, state.word()});
    state.set_word(own);
  }
}

void Change::take_all() {
  Record& record = *anchor_->record;
  before_.reserve(model_->fields.size());
  for (const FieldInfo& field : model_->fields) {
    if (field.traits.version) continue;  // told by what is known of the record
    FieldState& state = field.in(record);
    before_.push_back({&field, state.word()});
    state.set_word(word());
  }
}

void Change::add_share(const std::shared_ptr<Change>& change, const SlotHandle& command, Tells what) {
  Share* const share = std::exchange(change->has_own_share_, false) ? &change->own_share_ : new Share;
  share->hold(change, what);
  command->add_waiting(share);
  ++change->missing_;
}

void Change::await(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  add_share(change, command, Tells::nothing);
}

void Change::await_answer(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  add_share(change, command, Tells::done);
}

void Change::await_version(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  add_share(change, command, Tells::version);
}

void Change::await_proof(const std::shared_ptr<Change>& change, const SlotHandle& command) {
  add_share(change, command, Tells::proof);
}

void Change::arrived(Slot& command, Tells what) noexcept {
  if (!command.holds_value()) {
    // What cannot be decoded was done all the same.
    if (error_ == nullptr && command.error()->kind != ErrorKind::decode) error_ = command.error();
  } else if (what == Tells::proof) {
    std::tie(version_, writer_) = command.value<Proof>();
  } else if (what != Tells::nothing) {
    const auto answer = command.value<std::int64_t>();
    done_ = answer != 0;
    version_ = answer - 1;
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
    ResultAccess::set_and_leave(output_, done_);
  }
}

/// Takes what the success says of the record beside its fields. False when that is not its version.
bool Change::learn(Record& record) const noexcept {
  Basis& known = record.known();
  const std::int64_t schema = model_->schema_version;
  const std::uint64_t own_writer = version_ > 0 ? record.writer_of(operation_) : 0;
  switch (effect_) {
    case Effect::clear: known = {.seen = true, .schema = schema}; return true;
    case Effect::save:
      known.stored = known.stored || meaning_.stores;
      known.schema = schema;
      if (!meaning_.proves) return false;
      break;
    case Effect::none:
      if (version_ == 0 || writer_ != own_writer) return version_ == known.version && writer_ == known.writer;
      if (!known.stored) known.schema = schema;
      break;
  }
  known.seen = true;
  known.version = version_;
  known.writer = own_writer;
  return true;
}

void Change::succeed(Record& record) const {
  const bool knows_version = learn(record);
  if (!knows_version && record.known().seen) forget_knowledge(*model_, record);
  const std::uint32_t own = word();
  for (const FieldInfo& field : model_->fields) {
    FieldState& state = field.in(record);
    if (state.word() != own) continue;
    if (effect_ == Effect::clear || !field.type->has_value(state)) {
      forget_value(*model_, field, state);
    } else if (!field.type->exact) {
      normalise(*field.type, state);
    }
    state.set_word(FieldState::kKnown);
  }
  // The fields of an operation without an effect of its own are looked after by their changes.
  if (effect_ != Effect::none && !record.completes_in_order(operation_)) forget_knowledge(*model_, record);
  if (knows_version) set_known_version(*model_, record);
}

void Change::fail(Record& record) const noexcept {
  const bool refused = error_ == nullptr;
  if (refused || !was_not_tried(*error_)) forget_knowledge(*model_, record);
  if (refused && meaning_.only_if == Exists::yes) record.known().stored = false;
  const bool applied = !refused && may_be_applied(*error_);
  for (const Before& before : before_) {
    FieldState& state = before.field->in(record);
    if (state.word() != word()) continue;
    if (!applied) {
      restore_field(record, state, before.word, doubts_);
    } else {
      state.set_word(effect_ == Effect::save ? FieldState::kChanged : FieldState::kUnknown);
    }
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
      doubts_{record.doubts()},
      what_{what} {}

void FieldChange::take_sum(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field) {
  command->add_waiting(new FieldChange{model, record, field, What::sum});
  FieldState& state = field.in(record);
  // What was assigned and not saved stays so.
  if (!state.is_changed()) state.set_word(FieldState::taking(record.last_operation()));
}

void FieldChange::take_value(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field,
                             std::string bytes) {
  std::unique_ptr<FieldChange> change{new FieldChange{model, record, field, What::value}};
  change->bytes_ = std::move(bytes);
  change->left_out_of_ = SharedKey{model.keyspace->key(record.id())};
  command->add_waiting(change.release());
  field.in(record).set_word(FieldState::taking(record.last_operation()));
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
    if (!was_not_tried(*input.error())) forget_knowledge(*model_, *record);
    if (!mine) return;
    if (may_be_applied(*input.error())) {
      state.set_word(FieldState::kUnknown);
    } else {
      restore_field(*record, state, before_, doubts_);
    }
    return;
  }
  try {
    if (mine) take(*record, state, input);
  } catch (...) {
    state.set_word(FieldState::kUnknown);  // out of memory: only a load can tell
  }
  if (!record->completes_in_order(operation_) && state.is_known()) state.set_word(FieldState::kUnknown);
}

void FieldChange::take(const Record& record, FieldState& state, Slot& input) const {
  if (what_ == What::removal) {
    forget_value(*model_, *field_, state);
  } else if (what_ == What::value) {
    take_value(record, state, input.holds_value() && input.value<bool>());
  } else if (input.holds_value()) {
    field_->type->take_result(state, input);
    state.set_word(FieldState::kKnown);
  } else {
    state.set_word(FieldState::kUnknown);  // a sum that the field cannot hold
  }
}

void FieldChange::take_value(const Record& record, FieldState& state, bool was_absent) const {
  if (was_absent) {
    const ReplyNode node{ReplyKind::bulk, 0, bytes_.size()};
    field_->type->decode(state, ReplyView{&node, bytes_.data()});
    state.set_word(FieldState::kKnown);
  } else if (before_ == FieldState::kKnown && record.doubts() == doubts_ && field_->type->has_value(state)) {
    state.set_word(FieldState::kKnown);  // as far as is known that is what is stored
  } else {
    leave_out(*field_, state, left_out_of_);
  }
}

void FieldChange::explain(ErrorInfo& error) {
  RefusalNamer::explain(error);
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

void leave_out(const FieldInfo& field, FieldState& state, const SharedKey& key) noexcept {
  field.type->reset(state);
  state.leave_out(key);
}

}  // namespace tributary::detail
