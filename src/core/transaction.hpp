#pragma once

#include "core/command_row.hpp"
#include "core/executor.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

// The commands around a transaction. Only contexts record them.
inline constexpr CommandRow kMulti{"MULTI", 1, Access::none, Repeat::unsafe, kNoKey};
inline constexpr CommandRow kExec{"EXEC", 1, Access::none, Repeat::unsafe, kNoKey};

/// What the replies say about one transaction: MULTI answers OK, each command QUEUED, and EXEC with the results of all.
/// The slots stay pending until EXEC is answered.
///
///     +OK  (+QUEUED | -refusal)*  ( *n results | *-1 a watched key changed | -EXECABORT after a refusal )
class Transaction {
 public:
  /// Makes sure that one of so many commands needs no memory when its replies come.
  void make_room(std::size_t commands) { queued_.reserve(commands); }
  /// The reply to MULTI.
  void begin(const ReplyView& reply) noexcept;
  /// The reply to a command within, which is the one at `position` in its batch.
  void queue(Slot& slot, std::size_t position, const ReplyView& reply) noexcept;
  /// Commands that wait for EXEC.
  std::size_t size() const noexcept { return queued_.size(); }
  /// False when a reply cannot be that to EXEC: the connection is not to be trusted.
  bool can_end_with(const ReplyView& exec_reply) const noexcept;
  /// The reply to EXEC: settles all that were queued.
  void execute(const ReplyView& reply, SlotSettler& settler) noexcept;
  /// The connection failed before EXEC was answered.
  void fail(const std::shared_ptr<const ErrorInfo>& why, SlotSettler& settler) noexcept;
  /// Forgets everything, and gives back what a huge transaction has left in the buffers.
  void clear() noexcept;

 private:
  struct Queued {
    Slot* slot;
    std::size_t position;
    bool is_refused;
    std::string refusal;  ///< the server's error; empty when there was no memory to keep it
  };

  std::string reason_of(std::string_view exec_error, const Queued* cause) const;
  void abort(std::string_view exec_error, SlotSettler& settler) noexcept;

  std::string multi_refusal_;  ///< empty when MULTI was accepted
  std::vector<Queued> queued_;
};

}  // namespace tributary::detail
