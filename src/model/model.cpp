#include <tributary/model/operations.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

namespace tributary::detail {

namespace {

void print_value(std::string& out, const FieldInfo& field, const Record& record) {
  const std::string bytes = to_bytes(field.type->argument(field.of(record)));
  switch (field.type->kind) {
    case ValueKind::boolean: out += bytes == "1" ? "true" : "false"; return;
    case ValueKind::integer:
    case ValueKind::real: out += bytes; return;
    case ValueKind::text:
    case ValueKind::other: out += quote(bytes); return;
  }
}

}  // namespace

void throw_refused_json(std::string_view field, const std::string& json) {
  throw std::invalid_argument{fmt::format("field \"{}\" cannot hold the JSON value {}", field, json)};
}

bool equal_fields(const ModelInfo& model, const Record& a, const Record& b) {
  if (a.id() != b.id() || !a.is_of_family(b)) return false;
  for (const FieldInfo& field : model.fields) {
    if (field.of(a).is_left_out() != field.of(b).is_left_out()) return false;
    if (!field.type->equal(field.of(a), field.of(b))) return false;
  }
  return true;
}

std::string describe_model(const ModelInfo& model) {
  std::string out = model.keyspace->pattern();
  if (model.schema_version > 0) out += fmt::format(", schema version {}", model.schema_version);
  if (model.keyspace->expiry_seconds > 0) {
    out += fmt::format(", expires after {} s {}", model.keyspace->expiry_seconds,
                       model.expiry_starts == ExpiryStarts::at_creation ? "from its creation" : "without a write");
  }
  out += '\n';
  for (const FieldInfo& field : model.fields) {
    out += fmt::format("  {}: {}", field.name, field.type->name);
    if (field.traits.required) out += ", required";
    if (field.traits.unique) out += ", unique";
    if (field.traits.indexed) out += ", indexed";
    if (field.traits.version) out += ", version";
    if (field.traits.expiry_seconds > 0) out += fmt::format(", expires after {} s", field.traits.expiry_seconds);
    const Record& fresh = model.fresh();
    if (field.has_value(fresh)) {
      out += ", default ";
      print_value(out, field, fresh);
    }
    out += '\n';
  }
  return out;
}

std::string print_record(const ModelInfo& model, const Record& record) {
  std::string out = record.content_of().keyspace->key(record.id()) + " {";
  bool first = true;
  for (const FieldInfo& field : record.is_whole() ? record.model().fields : model.fields) {
    if (!field.has_value(record)) continue;
    fmt::format_to(std::back_inserter(out), "{}{}: ", first ? "" : ", ", field.name);
    print_value(out, field, record);
    first = false;
  }
  return out + "}";
}

void copy_fields(std::span<const FieldInfo> fields, Record& to, const Record& from) {
  for (const FieldInfo& field : fields) {
    FieldState& target = field.in(to);
    const FieldState& source = field.of(from);
    field.type->assign(target, source);
    target.copy_state(source);
  }
}

void move_fields(std::span<const FieldInfo> fields, Record& to, Record& from) noexcept {
  for (const FieldInfo& field : fields) {
    FieldState& target = field.in(to);
    FieldState& source = field.in(from);
    field.type->take(target, source);
    target.take_state(source);
  }
}

}  // namespace tributary::detail
