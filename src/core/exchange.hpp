#pragma once

#include "core/executor.hpp"
#include "core/program_calls.hpp"
#include "core/requests.hpp"
#include "core/transaction.hpp"
#include "resp/reply_reader.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

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
/// Any failure ends it: fail() settles what is open, and the connection must not be used again. Kept with the
/// connection for its buffers.
class Exchange final : private ReplySink {
 public:
  /// `first_position`: how many commands of the batch came before this exchange.
  explicit Exchange(const ReplyLimits& limits, std::size_t first_position = 0)
      : reader_{limits}, next_position_{first_position} {}

  /// Appends a batch; its bytes stay on the tape until the exchange is over.
  void add(const Batch& batch);
  /// Appends a batch and moves its bytes from the tape to `out`, which is empty and stays until they are written.
  void add(const Batch& batch, RequestBuffer& out);

  /// Fills `pieces` with the next bytes to write, in order; returns how many pieces that took.
  std::size_t unsent(std::span<std::string_view> pieces) const noexcept;
  std::size_t unsent_bytes() const noexcept { return unsent_bytes_; }
  void wrote(std::size_t bytes) noexcept;

  /// Parses what came. False: it is not what was asked for, protocol_error() says why, and fail() must follow.
  bool received(std::span<const char> bytes) noexcept { return reader_.feed(bytes, *this); }
  std::string_view protocol_error() const noexcept { return reader_.error(); }

  /// True when every command was answered.
  bool done() const noexcept { return answered_ == added_; }
  /// True when it is done, and nothing of a further reply has come.
  bool clean() const noexcept { return done() && reader_.at_boundary(); }
  /// Settles every command that was not answered, with what is known about it. `server`: whose fault it is.
  void fail(TransportReason reason, std::string_view message, std::string_view server = {}) noexcept;
  /// The last error that the server answered since the exchange began; empty when there was none.
  std::string_view last_error() const noexcept { return reader_.last_error(); }

  std::size_t commands() const noexcept { return added_; }
  /// Where the next command will stand among those that were asked for.
  std::size_t next_position() const noexcept { return next_position_; }
  std::size_t answered() const noexcept { return answered_; }
  /// Commands of which every byte was written.
  std::size_t sent() noexcept;

  /// Forgets a finished conversation, to begin the next one, and gives back what a huge one has left in the buffers.
  void reset() noexcept;

 private:
  using Piece = ProgramCalls::Piece;
  /// Replies that are due for slots that follow one another.
  struct Due {
    SlotCursor slots;
    Settlement* settlement;
    std::size_t position;  ///< of the next command, among those that were asked for
    const Lane* lane;
    const Judge* judge;
    Part part;
  };

  void begin(const Batch& batch);
  void bring_programs(const Batch& batch);
  void load(const std::shared_ptr<const Program>& library);
  void add_piece(const Piece& piece);
  void add_due(const Range& range, const Batch& batch);
  void consume_due() noexcept;
  void settle_part(Due& due, Slot& slot, const ReplyView& reply) noexcept;
  std::size_t exec_of(std::size_t due, std::size_t answered) const noexcept;

  bool on_reply(const ReplyView& reply) noexcept override;
  std::size_t wrapped_replies() const noexcept override;

  ReplyReader reader_;
  std::vector<Piece> pieces_;  ///< not written yet; of the first one, `written_` bytes are
  std::size_t first_piece_ = 0;
  std::size_t written_ = 0;
  std::size_t unsent_bytes_ = 0;
  std::size_t sent_ = 0;     ///< commands that are known to be written whole, those of pieces always
  std::size_t counted_ = 0;  ///< bytes of the first piece whose commands are counted in sent_
  std::size_t counted_commands_ = 0;
  std::vector<Due> due_;
  std::size_t first_due_ = 0;
  ProgramCalls calls_;  ///< of the batch that is being added
  Requests requests_;
  Transaction transaction_;  ///< the one whose replies are coming
  std::size_t next_position_ = 0;
  std::size_t added_ = 0;
  std::size_t answered_ = 0;
};

}  // namespace tributary::detail
