#include "model/recording.hpp"

#include "commands/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tributary::detail {

namespace {

const CommandRow& row_of(std::span<const CommandRow> rows, std::string_view verb) noexcept {
  return *std::ranges::find(rows, verb, &CommandRow::verb);
}

}  // namespace

const CommandRow& ModelScope::hash_row(std::string_view verb) noexcept { return row_of(hash_command_rows(), verb); }

SlotHandle ModelScope::del(const ResultType& type, std::string_view key) {
  return record_in(context(), type, row_of(key_command_rows(), "DEL"), key);
}

SlotHandle ModelScope::script(const ResultType& type, const std::shared_ptr<const Program>& program,
                              std::span<const Argument> keys, std::span<const Argument> args) {
  const bool whole = !Recording::may_repeat(context());
  const CommandRow& row = whole ? kWholeScriptCall : kScriptCall;
  Recording recording{context(), row.verb};
  write_command(recording.out(), row.prefix, whole ? program->source : program->sha1, keys.size(), keys, args);
  if (!whole) recording.needs(program);
  return SlotHandle{recording.finish(type, &row)};
}

DeferredResult<bool> ModelScope::renew(std::string_view key) {
  return commands().expire(key, model_.keyspace->expiry(),
                           model_.expiry_starts == ExpiryStarts::at_creation ? ExpireIf::no_expiry : ExpireIf::always);
}

std::string key_of(const ModelInfo& model, const Record& record) {
  if (record.id().empty()) {
    throw std::invalid_argument{
        fmt::format("a record of the model \"{}\" has no id: give it one", model.keyspace->name.view())};
  }
  return model.keyspace->key(record.id());
}

}  // namespace tributary::detail
