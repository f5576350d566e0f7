#pragma once

#include <tributary/commands/commands.hpp>
#include <tributary/model/model_info.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tributary {

/// How save() writes: `{.only_if = Exists::no}`.
struct SaveOptions {
  /// Creates a record that is not there, or changes one that is there, and does nothing otherwise.
  std::optional<Exists> only_if{};
  /// Writes every field, changed or not, and removes those without a value, so that what is stored is this record: on
  /// another server, or where it was deleted. The version is compared all the same.
  bool all = false;
};

/// A part of what a search finds: `{.offset = 200, .count = 100}`.
struct FindOptions {
  std::int64_t offset = 0;
  std::int64_t count = 100;
};

namespace detail {

// The compiled part of Model: what each function does stands there.

using FieldList = std::span<const FieldInfo* const>;
/// The record in the value of a result; null when there is none.
using RecordIn = Record* (*)(Slot& result) noexcept;

TRIBUTARY_API bool decode_record(const ModelInfo& model, Record& record, const ReplyView& reply);
TRIBUTARY_API bool decode_fields(const ModelInfo& model, FieldList fields, Record& record, const ReplyView& reply);

/// How a model is read: all fields when `some` is empty.
struct LoadPlan {
  const ModelInfo* model;
  FieldList some;
  const ResultType* type;
  RecordIn record;
};
TRIBUTARY_API SlotHandle load_record(Commands& commands, const LoadPlan& plan, const Argument& id);
/// Loads into a record that exists.
TRIBUTARY_API DeferredResult<bool> reload_record(Commands& commands, const LoadPlan& plan, Record& record);
/// For the decoder of a result that is a record: the reply says that there is none.
[[noreturn]] TRIBUTARY_API void throw_no_record();
TRIBUTARY_API std::vector<SlotHandle> load_records(Commands& commands, const LoadPlan& plan, const Arguments& ids);

TRIBUTARY_API DeferredResult<bool> save_record(Commands& commands, const ModelInfo& model, Record& record,
                                               const SaveOptions& options);
TRIBUTARY_API DeferredResult<std::int64_t> remove_fields(Commands& commands, const ModelInfo& model, Record& record,
                                                         FieldList fields);
TRIBUTARY_API SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record,
                                      const FieldInfo& field, const ResultType& type, std::int64_t by);
TRIBUTARY_API SlotHandle add_to_field(Commands& commands, const ModelInfo& model, Record& record,
                                      const FieldInfo& field, const ResultType& type, double by);
TRIBUTARY_API DeferredResult<bool> set_absent_field(Commands& commands, const ModelInfo& model, Record& record,
                                                    const FieldInfo& field, const Argument& value);
TRIBUTARY_API SlotHandle pop_field(Commands& commands, const ModelInfo& model, Record& record, const FieldInfo& field,
                                   const ResultType& type);
TRIBUTARY_API DeferredResult<bool> clear_record(Commands& commands, const ModelInfo& model, Record& record);
TRIBUTARY_API DeferredResult<std::int64_t> delete_records(Commands& commands, const ModelInfo& model,
                                                          const Arguments& ids);
TRIBUTARY_API DeferredResult<bool> delete_record(Commands& commands, const ModelInfo& model, const Argument& id);
TRIBUTARY_API DeferredResult<bool> reindex_record(const Deployment& client, const LoadPlan& plan, const Argument& id);
TRIBUTARY_API DeferredResult<bool> record_exists(Commands& commands, const ModelInfo& model, const Argument& id);
TRIBUTARY_API DeferredResult<std::int64_t> records_exist(Commands& commands, const ModelInfo& model,
                                                         const Arguments& ids);

TRIBUTARY_API DeferredResult<std::optional<std::string>> find_unique(Commands& commands, const ModelInfo& model,
                                                                     const FieldInfo& field, const Argument& value);
TRIBUTARY_API DeferredResult<std::vector<std::string>> find_indexed(Commands& commands, const ModelInfo& model,
                                                                    const FieldInfo& field, const Argument& value,
                                                                    std::optional<double> score,
                                                                    const FindOptions& page);
TRIBUTARY_API DeferredResult<std::vector<std::string>> find_range(Commands& commands, const ModelInfo& model,
                                                                  const FieldInfo& field, double lowest, double highest,
                                                                  const FindOptions& page);

TRIBUTARY_API bool equal_fields(const ModelInfo& model, const Record& a, const Record& b);
TRIBUTARY_API std::string describe_model(const ModelInfo& model);
/// Through a base, a record is printed whole.
TRIBUTARY_API std::string print_record(const ModelInfo& model, const Record& record);
/// Gives `to` the values and states of `from`, and marks them as copied.
TRIBUTARY_API void copy_fields(std::span<const FieldInfo> fields, Record& to, const Record& from);
TRIBUTARY_API void move_fields(std::span<const FieldInfo> fields, Record& to, Record& from) noexcept;

[[noreturn]] TRIBUTARY_API void throw_refused_json(std::string_view field, const std::string& json);

/// The negative of what decr() takes.
TRIBUTARY_API std::int64_t negative(std::int64_t by);

}  // namespace detail
}  // namespace tributary
