#pragma once

#include <tributary/core/deferred_result.hpp>
#include <tributary/core/recycled_memory.hpp>
#include <tributary/model/operations.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tributary::detail {

/// What becomes of a record when an operation has succeeded:
enum class Effect : std::uint8_t {
  save,   ///< the fields that it wrote are known, in the form that a reload would give
  clear,  ///< every field is as in a new record
  none,   ///< a FieldChange says so of each
};

/// Gives the errors that the scripts of models make their kinds.
class RefusalNamer : public Continuation {
 public:
  void run(Slot&) noexcept override {}
  void explain(ErrorInfo& error) override;
};

/// What the success, or the refusal, of an operation says of the record.
struct Meaning {
  std::optional<Exists> only_if{};
  bool proves = true;   ///< it found the record as it was known, or none: what is stored now is known
  bool stores = false;  ///< there is a record now, with all that it needs
};

/// One operation of a record that waits for the results of its commands. Each command holds a share of it.
///
/// What is known of the record, its Basis, changes by what the server has answered, never by what was expected while
/// recording: operations before this one may have failed since. When it fails, or is refused, by whatever reason, its
/// fields are unknown until they are loaded again. The Basis stays: what it says is compared by each script that needs
/// it.
class Change {
 public:
  /// `expected`: what it will have left of the record, if all goes well.
  Change(const ModelInfo& model, Record& record, Effect effect, const Basis& expected, const Meaning& meaning = {});
  ~Change() { stop_waiting(); }
  /// One that is shared by those who wait for it.
  template <class... Args>
  static std::shared_ptr<Change> make(Args&&... args) {
    return std::allocate_shared<Change>(RecyclingAllocator<Change>{}, std::forward<Args>(args)...);
  }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  /// Until it has finished.
  const DeferredResult<bool>& output() const noexcept { return output_; }
  std::uint32_t operation() const noexcept { return operation_; }
  /// Takes the fields that a save is about to write.
  void take_written(std::span<const FieldInfo* const> fields);
  /// Takes all fields, for a clear.
  void take_all();

  // Each command that the operation waits for:
  static void await(const std::shared_ptr<Change>& change, const SlotHandle& command);
  /// Its integer is 0 when nothing was done.
  static void await_answer(const std::shared_ptr<Change>& change, const SlotHandle& command);
  /// The answer of a save script: 0 when the condition forbade it, else 1 and the version.
  static void await_version(const std::shared_ptr<Change>& change, const SlotHandle& command);
  /// The version and the writer as they are behind the operation.
  static void await_proof(const std::shared_ptr<Change>& change, const SlotHandle& command);

 private:
  enum class Tells : std::uint8_t { nothing, done, version, proof };
  /// What one command holds.
  class Share : public RefusalNamer {
   public:
    void hold(std::shared_ptr<Change> change, Tells what) noexcept {
      change_ = std::move(change);
      what_ = what;
    }
    void run(Slot& input) noexcept override { change_->arrived(input, what_); }

   protected:
    std::shared_ptr<Change> change_;
    Tells what_ = Tells::nothing;
  };
  /// That of the first command: a part of what it holds. Most operations have one command.
  class OwnShare final : public Share {
   public:
    void end() noexcept override { [[maybe_unused]] const auto last = std::move(change_); }
  };
  /// A field that was not simply changed before.
  struct Before {
    const FieldInfo* field;
    std::uint32_t word;
  };

  static void add_share(const std::shared_ptr<Change>& change, const SlotHandle& command, Tells what);
  void arrived(Slot& command, Tells what) noexcept;
  void finish() noexcept;
  void succeed(Record& record) const;
  void fail(Record& record) const noexcept;
  bool learn(Record& record) const noexcept;
  void stop_waiting() noexcept;
  std::uint32_t word() const noexcept;

  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  DeferredResult<bool> output_;
  std::shared_ptr<const ErrorInfo> error_;
  std::vector<Before> before_;
  OwnShare own_share_;
  bool has_own_share_ = true;  ///< no command holds it
  std::int64_t version_ = 0;   ///< as the server tells it
  std::uint64_t writer_ = 0;
  std::uint32_t operation_;
  std::uint32_t doubts_;
  std::uint32_t missing_ = 0;
  Effect effect_;
  Meaning meaning_;
  bool done_ = true;
  bool waits_ = true;  ///< counted by the record
};

/// The version and the writer of a record; 0 for what is not stored.
using Proof = std::pair<std::int64_t, std::uint64_t>;
Proof proof_from(const ReplyView& reply);
inline constexpr ResultType kProof = custom_result_type<Proof, &proof_from>;

/// Takes what an operation makes of one field from its result; not when the field was assigned meanwhile.
class FieldChange final : public RefusalNamer {
 public:
  /// The field will have the value of the result.
  static void take_sum(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field);
  /// The field will have the value that is stored as `bytes`, if the answer is that it had none.
  static void take_value(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field,
                         std::string bytes);
  /// The field will be gone, also when its old value is none of its type.
  static void take_away(const SlotHandle& command, const ModelInfo& model, Record& record, const FieldInfo& field);

  void run(Slot& input) noexcept override;
  void explain(ErrorInfo& error) override;

 private:
  enum class What : std::uint8_t { sum, value, removal };

  FieldChange(const ModelInfo& model, Record& record, const FieldInfo& field, What what);

  void take(const Record& record, FieldState& state, Slot& input) const;
  void take_value(const Record& record, FieldState& state, bool was_absent) const;

  const ModelInfo* model_;
  std::shared_ptr<Anchor> anchor_;
  const FieldInfo* field_;
  std::uint32_t operation_;
  std::uint32_t before_;
  std::uint32_t doubts_;
  What what_;
  std::string bytes_;      ///< of the value
  SharedKey left_out_of_;  ///< the key, for when another value is stored
};

/// The command may have been executed: its reply got lost.
bool may_be_applied(const ErrorInfo& error) noexcept;
/// The server never saw it, so it says nothing of what is stored.
bool was_not_tried(const ErrorInfo& error) noexcept;

/// Nobody knows any more what Redis holds: an operation failed, somebody else has written, or an older operation was
/// executed after a newer one. What the fields hold can be read as before.
void forget_knowledge(const ModelInfo& model, Record& record) noexcept;
/// An operation failed that found the field with that word, and the record with so many doubts.
void restore_field(const Record& record, FieldState& state, std::uint32_t before, std::uint32_t doubts) noexcept;

/// Gives a field the value that it has where nothing is stored, and takes it for known.
void forget_value(const ModelInfo& model, const FieldInfo& field, FieldState& state);
/// Takes its value from a field of which nothing is known: who reads it gets an error.
void leave_out(const FieldInfo& field, FieldState& state, const SharedKey& key) noexcept;

}  // namespace tributary::detail
