#pragma once

#include <tributary/codec/key.hpp>
#include <tributary/commands/script.hpp>
#include <tributary/keyspace/family_call.hpp>
#include <tributary/model/operations.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tributary::detail {

/// What the operations of models have in common: the caller's commands, the model and the key of one record.
class ModelScope {
 public:
  ModelScope(Commands& outer, const ModelInfo& model) : call_{outer, *model.keyspace}, model_{model} {}

  Commands& commands() noexcept { return call_; }
  /// Hands the commands to the caller's context, or runs them.
  void execute() { call_.execute(); }

  template <class... Args>
  SlotHandle command(const CommandRow& row, const ResultType& type, const Args&... args) {
    return record_in(context(), type, row, args...);
  }
  SlotHandle script(const ResultType& type, const std::shared_ptr<const Program>& program,
                    std::span<const Argument> keys, std::span<const Argument> args) {
    return call_script(call_, type, program, keys, args);
  }
  /// Lets the key expire when the keyspace says so. Behind what writes it.
  DeferredResult<bool> renew(std::string_view key);
  bool expires() const noexcept { return model_.keyspace->expiry_seconds > 0; }

 private:
  Context& context() noexcept { return *CommandAccess::context(call_); }

  FamilyCall call_;
  const ModelInfo& model_;
};

/// The key of a record. std::invalid_argument when it has no id.
ComposedKey composed_key_of(const ModelInfo& model, const Record& record);
std::string key_of(const ModelInfo& model, const Record& record);

}  // namespace tributary::detail
