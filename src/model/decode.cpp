#include <tributary/model/operations.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace tributary::detail {

namespace {

/// True when `stored` is what a save would write. A value may have several forms, such as `true` and `1`.
bool is_own_form(const ValueType& type, const FieldState& state, const ReplyView& stored) {
  if (type.exact && type.kind == ValueKind::text) return true;
  try {
    return stored.is_text() && stored.text() == to_bytes(type.argument(state));
  } catch (const std::exception&) {
    return true;  // it cannot be written at all
  }
}

/// True for a field that is found by the text of its value.
bool is_found_by_text(const FieldInfo& field) noexcept {
  return field.traits.unique || (field.traits.indexed && field.type->score == nullptr);
}

/// Decodes the value of a field. One in another form than its own is left to be saved where it is found by its text: an
/// index holds each value in one form.
void decode_value(const FieldInfo& field, Record& record, const ReplyView& reply) {
  FieldState& state = field.in(record);
  field.type->decode(state, reply);
  state.set_word(FieldState::kKnown);
  if (is_found_by_text(field) && !is_own_form(*field.type, state, reply)) state.set_word(FieldState::kChanged);
}

/// The same. What the codec throws says then which field it was.
void decode_field(const FieldInfo& field, Record& record, const ReplyView& reply) {
  try {
    decode_value(field, record, reply);
  } catch (const std::exception&) {
    rethrow_for_field(field.name, reply);
  }
}

/// Fields of which a whole record has told nothing are not stored.
void know_absent(const ModelInfo& model, Record& record) noexcept {
  for (const FieldInfo& field : model.fields) {
    FieldState& state = field.in(record);
    if (state.word() == FieldState::kUnknown) state.set_word(FieldState::kKnown);
  }
}

/// Of a field that the library keeps beside those of the model; 0 when it is not there.
template <class Number>
Number decode_hidden(std::string_view name, const ReplyView& reply) {
  if (reply.is_nil()) return 0;
  try {
    return decode<Number>(reply);
  } catch (const std::exception&) {
    rethrow_for_field(name, reply);
  }
}

std::int64_t stored_schema(const ReplyView& reply) {
  for (auto element = reply.begin(); element != reply.end(); ++element) {
    const bool found = (*element).text() == kSchemaField;
    ++element;
    if (found) return decode_hidden<std::int64_t>(kSchemaField, *element);
  }
  return 0;
}

/// Decodes what the migration makes of the stored fields. What it changed is left to be saved.
void decode_migrated(const ModelInfo& model, Record& record, const ReplyView& reply, std::int64_t from) {
  const auto stored = decode<StoredFields>(reply);
  StoredFields migrated = stored;
  migrated.erase(std::string{kSchemaField});
  migrated.erase(std::string{kWriterField});
  try {
    model.migrate(migrated, from);
  } catch (const std::exception& error) {
    throw CodecError{fmt::format("a record of schema version {} that can be migrated", from), error.what()};
  }
  if (const auto writer = stored.find(std::string{kWriterField}); model.version != nullptr && writer != stored.end()) {
    const ReplyNode node{ReplyKind::bulk, 0, writer->second.size()};
    record.known().writer = decode_hidden<std::uint64_t>(kWriterField, ReplyView{&node, writer->second.data()});
  }
  for (const FieldInfo& field : model.fields) {
    const auto before = stored.find(std::string{field.name});
    const auto after = migrated.find(std::string{field.name});
    if (after != migrated.end()) {
      const ReplyNode node{ReplyKind::bulk, 0, after->second.size()};
      decode_field(field, record, ReplyView{&node, after->second.data()});
    }
    const bool same =
        before == stored.end() ? after == migrated.end() : after != migrated.end() && before->second == after->second;
    if (same) continue;
    FieldState& state = field.in(record);
    if (after == migrated.end()) field.type->reset(state);  // and not its default: the next save removes it
    state.set_word(FieldState::kChanged);
  }
}

/// Decodes fields and values. The exceptions are caught around all of them, as most are only a few instructions.
void decode_stored(const ModelInfo& model, Record& record, const ReplyView& reply) {
  // Redis keeps the fields of a small hash in the order in which they came, which is mostly that of the model: the next
  // one is looked at first.
  const std::span<const FieldInfo> fields = model.fields;
  std::size_t next = 0;
  std::size_t decoded = 0;
  const FieldInfo* at_work = nullptr;
  auto element = reply.begin();
  try {
    for (; element != reply.end(); ++element) {
      const std::string_view name = (*element).text();
      ++element;
      for (std::size_t tried = 0; tried < fields.size(); ++tried) {
        const FieldInfo& field = fields[next];
        next = next + 1 == fields.size() ? 0 : next + 1;
        if (field.name != name) continue;
        at_work = &field;
        decode_value(field, record, *element);
        at_work = nullptr;
        ++decoded;
        break;
      }
      if (model.version != nullptr && name == kWriterField) {
        record.known().writer = decode_hidden<std::uint64_t>(kWriterField, *element);
      }
    }
  } catch (const std::exception&) {
    if (at_work == nullptr) throw;
    rethrow_for_field(at_work->name, *element);
  }
  if (decoded < fields.size()) know_absent(model, record);
}

}  // namespace

bool decode_record(const ModelInfo& model, Record& record, const ReplyView& reply) {
  require_array(reply);
  require_even(reply);
  if (reply.size() == 0) return false;
  const std::int64_t stored = model.schema_version > 0 ? stored_schema(reply) : 0;
  if (stored > model.schema_version) {
    throw CodecError{fmt::format("a record of schema version {} at most", model.schema_version),
                     fmt::format("version {}", stored)};
  }
  record.known().schema = stored;
  if (stored < model.schema_version) {
    for (const FieldInfo& field : model.fields) field.in(record).set_word(FieldState::kKnown);
    decode_migrated(model, record, reply, stored);
    return true;
  }
  decode_stored(model, record, reply);
  return true;
}

bool decode_fields(const ModelInfo& model, FieldList fields, Record& record, const ReplyView& reply) {
  if (reply.is_nil()) return false;
  require_array_of(reply, fields.size() + (model.version != nullptr ? 2 : 0));
  auto element = reply.begin();
  const auto decode_next = [&](const FieldInfo& field) {
    if ((*element).is_nil()) {
      field.in(record).set_word(FieldState::kKnown);
    } else {
      decode_field(field, record, *element);
    }
    ++element;
  };
  for (const FieldInfo* field : fields) decode_next(*field);
  if (model.version != nullptr) {
    decode_next(*model.version);
    record.known().writer = decode_hidden<std::uint64_t>(kWriterField, *element);
  }
  return true;
}

}  // namespace tributary::detail
