#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/keyspace/field_state.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace tributary::detail {

class Record;
struct ModelInfo;

/// How operations that wait for their results find a record that may have moved, or gone, meanwhile.
struct Anchor {
  Record* record;
};

/// What a record is beside its fields: what an operation expects to find, and what it leaves.
struct Basis {
  bool seen = false;         ///< loaded, or made by operations that found what they expected: the rest can be compared
  bool stored = false;       ///< it is there, and was created with all that it needs
  std::int64_t version = 0;  ///< 0 when it is not there
  std::uint64_t writer = 0;  ///< drawn anew by each write, since two records may come to the same version; 0: none
  std::int64_t schema = 0;   ///< the schema version that is stored
};

/// What all models have: the id, what is known of the record, and how it is found by the operations that were recorded
/// for it. For the compiled parts of models; users see a RecordBase.
class TRIBUTARY_API Record {
 public:
  /// The bytes of the id; empty when it was given none.
  const std::string& id() const noexcept TRIBUTARY_LIFETIME_BOUND { return id_; }
  void set_id(std::string&& id) noexcept { id_ = std::move(id); }
  const std::shared_ptr<Anchor>& anchor();
  std::uint32_t next_operation() noexcept;
  std::uint32_t last_operation() const noexcept { return last_recorded_; }
  /// Tells of an operation that wrote. False when one that was recorded later has written before it, by another
  /// context: then nobody knows what is stored.
  bool completes_in_order(std::uint32_t operation) noexcept;

  /// How often nobody knew any more what is stored. An operation that is behind one of these does not give a field back
  /// what was known of it before.
  std::uint32_t doubts() const noexcept { return doubts_; }
  void doubt() noexcept { ++doubts_; }

  /// The model of this record, also where only a model is known that it extends.
  ///
  /// Errors:   UsageError when its content was copied from a record of another family, which it must not be written to
  const ModelInfo& model() const;
  bool is_whole() const noexcept;  ///< false where model() throws
  /// What its content was made for, which is not model() where that throws.
  const ModelInfo& content_of() const noexcept { return *content_of_; }
  /// Their keys are of one family.
  bool is_of_family(const Record& other) const noexcept;

  /// What an operation that finds what it expects writes as the `$writer`: one of a range of numbers that this object
  /// has drawn for itself. So whoever finds one of them stored knows that this object has written last, and which of
  /// its operations that was.
  std::uint64_t writer_of(std::uint32_t operation);

  /// As it was when the server last said so.
  Basis& known() noexcept { return known_; }
  const Basis& known() const noexcept { return known_; }
  /// As it will be when all operations that wait have succeeded. A guess: the server compares.
  const Basis& expected() const noexcept { return waiting_ == 0 ? known_ : expected_; }
  /// An operation that will leave `after` waits, until done_waiting().
  void wait_for(const Basis& after) noexcept {
    ++waiting_;
    expected_ = after;
  }
  void done_waiting() noexcept { --waiting_; }

 protected:
  Record() noexcept = default;
  explicit Record(const Argument& id) : id_{to_bytes(id)} {}
  Record(const Record& other);
  Record(Record&& other) noexcept;
  Record& operator=(const Record& other);
  Record& operator=(Record&& other) noexcept;
  ~Record() { leave_anchor(); }

  /// For constructors: the last one to say so is that of the whole record.
  void become(const ModelInfo& model) noexcept { built_as_ = content_of_ = &model; }
  void become_copy(const ModelInfo& model) noexcept { built_as_ = &model; }

 private:
  void leave_anchor() noexcept {
    if (anchor_ != nullptr) anchor_->record = nullptr;
  }
  void take_operations(Record& other) noexcept;

  const ModelInfo* built_as_ = nullptr;    ///< what it is in C++, for as long as it lives
  const ModelInfo* content_of_ = nullptr;  ///< what its id and fields were made for, or copied from
  std::string id_;
  std::shared_ptr<Anchor> anchor_;
  Basis known_;
  Basis expected_;
  std::uint32_t waiting_ = 0;
  std::uint32_t last_recorded_ = FieldState::kFirstOperation - 1;
  std::uint32_t last_written_ = 0;
  std::uint32_t doubts_ = 0;
  std::uint64_t first_writer_ = 0;  ///< 0 until one is needed; no copy has it
};

/// A Record as the base of models: it has an id.
class RecordBase : private Record {
 public:
  using Record::id;

 protected:
  using Record::become;
  using Record::become_copy;

  RecordBase() noexcept = default;
  explicit RecordBase(const Argument& id) : Record{id} {}
  RecordBase(const RecordBase&) = default;
  RecordBase(RecordBase&&) noexcept = default;
  RecordBase& operator=(const RecordBase&) = default;
  RecordBase& operator=(RecordBase&&) noexcept = default;
  ~RecordBase() = default;

 private:
  friend struct RecordAccess;
};

/// The library's own way into models.
struct RecordAccess {
  static Record& record(RecordBase& model) noexcept { return model; }
  static const Record& record(const RecordBase& model) noexcept { return model; }
  /// The model that a record is a part of.
  template <class M>
  static M& model(Record& record) noexcept {
    return static_cast<M&>(static_cast<RecordBase&>(record));
  }
};

}  // namespace tributary::detail
