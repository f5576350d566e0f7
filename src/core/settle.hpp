#pragma once

#include "core/slab.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace tributary::detail {

/// What the codec that is throwing right now has to say of `reply`. To be called while its exception is handled.
ErrorInfo decode_error(const ReplyView& reply);

/// Continuations whose input is settled, waiting for the end of the execute in which that happened.
class ReadyList {
 public:
  ReadyList() noexcept = default;
  ReadyList(const ReadyList&) = delete;
  ReadyList& operator=(const ReadyList&) = delete;
  ~ReadyList() { run(); }

  /// Takes over what waits for `slot`, in order, and keeps the slot alive for it.
  void add(Slot& slot, Continuation* waiting) noexcept;
  /// Runs all, also those that the running ones make ready.
  void run() noexcept;

 private:
  Continuation* first_ = nullptr;
  Continuation* last_ = nullptr;
};

/// How the commands of one execute failed.
struct Failures {
  std::size_t count = 0;
  std::size_t not_sent = 0;                          ///< those of which it is known that they did not leave
  std::shared_ptr<const ErrorInfo> first_command;    ///< server or decode error, first in wire order
  std::shared_ptr<const ErrorInfo> first_transport;  ///< of a connection: no command, no position
};

/// Gives pending slots what they wait for. Used by one thread at a time; handles may be copied and released meanwhile.
class SlotSettler {
 public:
  SlotSettler(ReadyList& ready, Failures& failures) noexcept : ready_{ready}, failures_{failures} {}

  /// The reply of the command at `position` in its batch: a value, or a server or decode error.
  void settle(Slot& slot, const ReplyView& reply, std::size_t position) noexcept;
  /// The connection failed. `info` is copied for each slot, with its command and position.
  void fail(Slot& slot, const ErrorInfo& info, std::size_t position) noexcept;
  /// The command will never be sent.
  void discard(Slot& slot) noexcept;

 private:
  void decode(Slot& slot, const ReplyView& reply, std::size_t position) noexcept;
  void fail_command(Slot& slot, ErrorInfo info, std::size_t position) noexcept;
  void finish_error(Slot& slot, std::shared_ptr<const ErrorInfo> info) noexcept;
  void finish(Slot& slot, std::uint32_t state, Continuation* waiting) noexcept;

  ReadyList& ready_;
  Failures& failures_;
};

}  // namespace tributary::detail
