#pragma once

#include "model/recording.hpp"
#include "model/writing.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// What is known of a record, in the words of the scripts: what its last answer said, which operations of this object
/// may have written since, and what those that wait will leave, `before` the one that asks.
void append_knowledge(std::vector<Argument>& words, const ModelInfo& model, Record& record, const Basis& before,
                      bool compares);
/// The schema versions that a record which is there may have, and the one that it will have.
void append_schema(std::vector<Argument>& words, const ModelInfo& model, const Record& record, const Basis& before);

/// What a save script answers; see kSave.
enum class Answer : std::uint8_t { version, count, value };

struct ScriptedSave {
  const Writing& writing;
  const Basis& before;
  std::optional<Exists> only_if{};
  std::string_view required{};            ///< of a record that is not there this field would be missed
  bool compares = false;                  ///< the version
  std::uint64_t writer = 0;               ///< what `$writer` becomes
  bool is_write = true;                   ///< raises the version, and stores that of the schema
  std::span<const std::string> stored{};  ///< field, value, ...: nothing is written when something else is there
  Answer answer = Answer::version;
};
SlotHandle record_save_script(ModelScope& scope, const ModelInfo& model, Record& record, const std::string& key,
                              const ScriptedSave& save, const ResultType& type);

}  // namespace tributary::detail
