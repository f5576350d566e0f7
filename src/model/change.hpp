#pragma once

#include <tributary/core/deferred_result.hpp>
#include <tributary/model/operations.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace tributary::detail {

/// The fields that an operation is about take its number; what happens to them when it is over:
enum class Effect : std::uint8_t {
  save,   ///< known as they are, in the form that a reload would give
  clear,  ///< every field is as in a new record
};

/// One operation of a record that waits for the results of its commands. Each command holds a share of it.
class Change {
 public:
  Change(const ModelInfo& model, Record& record, Effect effect);
  ~Change();
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  std::uint32_t operation() const noexcept { return operation_; }
  const DeferredResult<bool>& output() const noexcept { return output_; }
  /// The operation raises the version of the record when it succeeds.
  void raise_version();
  /// The operation waits for this command too.
  static void await(const std::shared_ptr<Change>& change, const SlotHandle& command);
  /// The same, for the command whose integer says whether anything was done.
  static void await_answer(const std::shared_ptr<Change>& change, const SlotHandle& command);

 private:
  class Share;

  void arrived(const Slot& command, bool answers) noexcept;
  void finish() noexcept;
  void succeed(Record& record) const;
  void fail(Record& record) const noexcept;

  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  DeferredResult<bool> output_;
  std::shared_ptr<const ErrorInfo> error_;
  std::uint32_t operation_;
  std::uint32_t missing_ = 0;
  Effect effect_;
  bool done_ = true;
  bool raises_ = false;  ///< counted in the record's raising()
};

/// Takes what an operation changed in one field from its result; not when the field was assigned meanwhile.
class FieldChange final : public Continuation {
 public:
  FieldChange(const ModelInfo& model, Record& record, const FieldInfo& field, std::uint32_t operation,
              bool takes_result)
      : model_{&model}, anchor_{record.anchor()}, field_{&field}, operation_{operation}, takes_result_{takes_result} {}

  void run(Slot& input) noexcept override;
  void explain(ErrorInfo& error) override;

 private:
  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  const FieldInfo* field_;
  std::uint32_t operation_;
  bool takes_result_;
};

/// Gives a field the value that it has where nothing is stored, and takes it for known.
void forget_value(const ModelInfo& model, const FieldInfo& field, FieldState& state);

}  // namespace tributary::detail
