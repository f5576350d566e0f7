#pragma once

#include "core/due_replies.hpp"
#include "core/executor.hpp"
#include "core/outbox.hpp"
#include "core/program_calls.hpp"
#include "core/requests.hpp"
#include "core/transaction.hpp"
#include "resp/reply_reader.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tributary::detail {

/// The conversation of one connection, without the socket: which bytes to write next, and what the bytes that came
/// mean for the slots. The owner moves the bytes:
///
///     exchange.add(batch);
///     while (!exchange.done()) {
///       write some of exchange.unsent(), tell it with wrote();
///       read, hand the bytes to received();
///     }
///
/// Batches may be added at any time. Any failure ends it: fail() settles what is open, and the connection must not be
/// used again. Kept with the connection for its buffers.
class Exchange final : private ReplySink {
 public:
  /// `first_position`: how many commands of the batch came before this exchange.
  explicit Exchange(const ReplyLimits& limits, std::size_t first_position = 0)
      : reader_{limits}, next_position_{first_position} {}

  /// Tells of each command from now on; `telemetry` outlives this.
  void observe(Telemetry& telemetry) noexcept { telemetry_ = &telemetry; }

  // When memory ends while a batch is added, nothing of it was: std::bad_alloc, and everything is as it was before.
  // What follows, until all is settled, needs no memory but for values and for what is told of errors.

  /// Appends a batch; its bytes stay where they are until the exchange is over.
  void add(const Batch& batch);
  /// Appends a batch and moves its bytes from the tape to `out`, which is empty and stays until they are written.
  void add(const Batch& batch, RequestBuffer& out);
  /// Appends a batch and copies its bytes behind those in `out`: small batches of many callers leave as one. They leave
  /// with the next seal(); the batch keeps its own bytes until it is settled.
  void gather(const Batch& batch, RequestBuffer& out);
  /// What was gathered since the last call is all of `out` behind its first `begin` bytes, and stays until it is
  /// written.
  void seal(const RequestBuffer& out, std::size_t begin = 0) noexcept;
  /// Those who wait for the batch of that settlement leave: what is open of it is settled with `info`, and its replies
  /// will be ignored. Its bytes were moved or copied. Its landing is told.
  void abandon(const Settlement& settlement, const ErrorInfo& why) noexcept;

  std::size_t unsent(std::span<std::string_view> pieces) const noexcept { return outbox_.unsent(pieces); }
  std::size_t unsent_bytes() const noexcept { return outbox_.unsent_bytes(); }
  void wrote(std::size_t bytes) noexcept { outbox_.wrote(bytes); }

  /// Parses what came. False: it is not what was asked for, protocol_error() says why, and fail() must follow.
  bool received(std::span<const char> bytes) noexcept { return reader_.feed(bytes, *this); }
  std::string_view protocol_error() const noexcept { return reader_.error(); }
  /// True when what came may be right, and there was no memory to read it.
  bool lacked_memory() const noexcept { return reader_.lacked_memory(); }

  /// True when every command was answered.
  bool done() const noexcept { return answered_ == added_; }
  /// True when it is done, and nothing of a further reply has come.
  bool clean() const noexcept { return done() && reader_.at_boundary(); }
  /// Settles every command that was not answered, with what is known about it. `server`: whose fault it is.
  void fail(TransportReason reason, std::string_view message, std::string_view server = {}) noexcept;
  /// The last error that the server answered since the exchange began; empty when there was none.
  std::string_view last_error() const noexcept { return reader_.last_error(); }

  /// Whose reply is due next; null when nobody's is.
  Settlement* front() noexcept { return due_.empty() ? nullptr : due_.front().settlement; }

  std::size_t commands() const noexcept { return added_; }
  /// Where the next command will stand among those that were asked for.
  std::size_t next_position() const noexcept { return next_position_; }
  std::size_t answered() const noexcept { return answered_; }
  /// Commands of which every byte was written.
  std::size_t sent() noexcept { return outbox_.sent(); }

  /// Forgets a finished conversation, to begin the next one, and gives back what a huge one has left in the buffers.
  void reset() noexcept;

 private:
  class Addition;

  void begin(const Batch& batch) noexcept;
  void bring_programs(const Batch& batch, RequestBuffer* out);
  void load(const std::shared_ptr<const Program>& library, RequestBuffer* out);
  void add_due(const Batch& batch);
  void settle_part(Due& due, Slot& slot, const ReplyView& reply) noexcept;
  void settle_abandoned(Due& due, const std::shared_ptr<const ErrorInfo>& why) noexcept;
  void end_due() noexcept;
  void tell_command(const Due& due, const Slot& slot, bool failed) noexcept;
  std::size_t exec_of(const Due& first, std::size_t answered) noexcept;

  bool on_reply(const ReplyView& reply) noexcept override;
  bool on_other_reply(Due& due, const ReplyView& reply) noexcept;
  std::size_t wrapped_replies() const noexcept override { return due_.empty() ? 0 : due_.front().wrapped; }

  ReplyReader reader_;
  Telemetry* telemetry_ = nullptr;  ///< when it is to be told of each command
  Outbox outbox_;
  DueReplies due_;
  ProgramCalls calls_;  ///< of the batch that is being added
  Requests requests_;
  Transaction transaction_;   ///< the one whose replies are coming
  std::size_t gathered_ = 0;  ///< commands since the last seal()
  std::size_t next_position_ = 0;
  std::size_t asked_ = 0;  ///< commands that were asked for, since the exchange began
  std::size_t added_ = 0;
  std::size_t answered_ = 0;
};

}  // namespace tributary::detail
