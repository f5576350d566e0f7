#pragma once

#include <tributary/codec/argument.hpp>
#include <tributary/keyspace/field_state.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace tributary::detail {

class Record;

/// How operations that wait for their results find a record that may have moved, or gone, meanwhile.
struct Anchor {
  Record* record;
};

/// What all models have: the id, and how to be found by the operations that were recorded for them.
class TRIBUTARY_API Record {
 public:
  /// The bytes of the id; empty when it was given none.
  const std::string& id() const noexcept { return id_; }

  // For the compiled parts of a model.
  void set_id(std::string&& id) noexcept { id_ = std::move(id); }
  /// True when the record was loaded or saved, and not deleted since: it is there as far as is known.
  bool is_stored() const noexcept { return stored_; }
  void set_stored(bool stored) noexcept { stored_ = stored; }
  std::uint32_t next_operation() noexcept;
  const std::shared_ptr<Anchor>& anchor();
  /// Operations that will have raised the version of the record by one each when they succeed.
  std::uint32_t& raising() noexcept { return raising_; }

 protected:
  Record() noexcept = default;
  explicit Record(const Argument& id) : id_{to_bytes(id)} {}
  Record(const Record& other);
  Record(Record&& other) noexcept;
  Record& operator=(const Record& other);
  Record& operator=(Record&& other) noexcept;
  ~Record() { leave_anchor(); }

 private:
  void leave_anchor() noexcept {
    if (anchor_ != nullptr) anchor_->record = nullptr;
  }
  void take_anchor(Record& other) noexcept;

  std::string id_;
  std::shared_ptr<Anchor> anchor_;
  std::uint32_t last_operation_ = FieldState::kFirstOperation - 1;
  std::uint32_t raising_ = 0;
  bool stored_ = false;
};

}  // namespace tributary::detail
