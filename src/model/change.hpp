#pragma once

#include <tributary/core/deferred_result.hpp>
#include <tributary/model/operations.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tributary::detail {

/// What becomes of a record's fields when an operation has succeeded:
enum class Effect : std::uint8_t {
  save,   ///< those that it wrote are known, in the form that a reload would give
  clear,  ///< every field is as in a new record
  none,   ///< a FieldChange says so of each
};

/// Gives the errors that the programs of models make their kinds.
class ConflictNamer : public Continuation {
 public:
  void run(Slot&) noexcept override {}
  void explain(ErrorInfo& error) override;
};

/// One operation of a record that waits for the results of its commands. Each command holds a share of it.
class Change {
 public:
  /// `after`: what it will have left of the record.
  Change(const ModelInfo& model, Record& record, Effect effect, const Basis& after);
  ~Change() { stop_waiting(); }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  const DeferredResult<bool>& output() const noexcept { return output_; }
  /// Takes the fields that a save is about to write.
  void take_written(const std::vector<const FieldInfo*>& fields);
  /// Takes all fields, for a clear.
  void take_all();
  /// The operation waits for this command too.
  static void await(const std::shared_ptr<Change>& change, const SlotHandle& command);
  /// The same, for the command whose integer says whether anything was done.
  static void await_answer(const std::shared_ptr<Change>& change, const SlotHandle& command);

 private:
  class Share;
  /// A field that was not simply changed before.
  struct Before {
    const FieldInfo* field;
    std::uint32_t word;
  };

  void arrived(const Slot& command, bool answers) noexcept;
  void finish() noexcept;
  void succeed(Record& record) const;
  void fail(Record& record) const noexcept;
  void stop_waiting() noexcept;
  std::uint32_t word() const noexcept;

  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  DeferredResult<bool> output_;
  std::shared_ptr<const ErrorInfo> error_;
  std::vector<Before> before_;
  Basis after_;
  std::uint32_t operation_;
  std::uint32_t missing_ = 0;
  Effect effect_;
  bool done_ = true;
  bool waits_ = true;  ///< counted by the record
};

/// Takes what an operation makes of one field from its result; not when the field was assigned meanwhile.
class FieldChange final : public Continuation {
 public:
  /// The field will have the value of the result.
  static void take_sum(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field);
  /// The field will be gone, also when its old value is none of its type.
  static void take_away(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field);

  void run(Slot& input) noexcept override;
  void explain(ErrorInfo& error) override;

 private:
  enum class What : std::uint8_t { sum, removal };

  FieldChange(const ModelInfo& model, Record& record, const FieldInfo& field, What what);

  void take(FieldState& state, Slot& input) const;

  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  const FieldInfo* field_;
  std::uint32_t operation_;
  std::uint32_t before_;
  What what_;
};

/// Gives a field the value that it has where nothing is stored, and takes it for known.
void forget_value(const ModelInfo& model, const FieldInfo& field, FieldState& state);

}  // namespace tributary::detail
