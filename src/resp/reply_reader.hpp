#pragma once

#include <tributary/resp/limits.hpp>
#include <tributary/resp/reply_view.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;
struct redisReadTask;

namespace tributary::detail {

/// True when replies of RESP3 are understood: where the hiredis that this is compiled with is 1.0 or later.
bool reads_resp3() noexcept;

/// Receives complete replies in the order in which they came.
class ReplySink {
 public:
  /// Takes one reply; the view is valid during the call. False: nobody waits for it, which ends the conversation.
  virtual bool on_reply(const ReplyView& reply) noexcept = 0;
  /// How many replies the next array holds as its elements, such as the results of a transaction: each of them may be
  /// as deep and as large as a reply of its own. 0: the array is a reply itself.
  virtual std::size_t wrapped_replies() const noexcept { return 0; }
  /// Takes what a RESP3 server sends beside replies, at any time. False: nobody wants it, which ends the conversation.
  virtual bool on_push(const ReplyView&) noexcept { return false; }

 protected:
  ~ReplySink() = default;
};

/// Cuts a stream of bytes into replies: hiredis' reader with our own object functions, so that no reply tree is built.
/// A scalar goes to the sink from where it was parsed, and an array as a flat list of nodes, in a buffer that is kept.
/// What lies complete in what was fed does not even reach hiredis, unless it is unusual. What RESP3 adds arrives in the
/// forms of RESP2, see ReplyKind; attributes are dropped.
///
/// Owns its buffers. One thread at a time. After an error it stays broken until it is destroyed.
class ReplyReader {
 public:
  explicit ReplyReader(const ReplyLimits& limits);
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  /// Parses as many replies as `bytes` complete, in pieces of any size and cut anywhere. False when the bytes are not
  /// RESP, exceed a limit, or the sink refused a reply; error() says why.
  bool feed(std::span<const char> bytes, ReplySink& sink) noexcept;

  std::string_view error() const noexcept { return error_; }
  /// True when the error is that memory has ended.
  bool lacked_memory() const noexcept { return lacked_memory_; }
  /// The last error that the server answered, elements of arrays included; empty when there was none since reset().
  std::string_view last_error() const noexcept { return last_error_; }
  /// Forgets the last error, and trims.
  void reset() noexcept;
  /// Gives back what a huge reply has left in the buffers. Nothing when part of a reply is waiting there.
  void trim() noexcept;
  /// True when no part of a reply is waiting for its rest. Never after an error.
  bool at_boundary() const noexcept;

 private:
  enum class Opened { array, attribute, push };
  struct OpenArray {
    std::size_t node;
    std::size_t missing;
    std::size_t drop_from;  ///< of an attribute: where its strings begin; else kNotDropped
  };
  static constexpr std::size_t kNotDropped = static_cast<std::size_t>(-1);
  struct ObjectFunctions;
  friend struct ObjectFunctions;

  ::redisReader* make_reader() noexcept;
  bool take_whole_replies(std::span<const char>& bytes) noexcept;
  bool feed_piece(std::span<const char> piece) noexcept;
  std::size_t take_back() noexcept;
  bool add_text(ReplyKind kind, std::string_view text) noexcept;
  bool add_scalar(ReplyKind kind, std::uint64_t value) noexcept;
  bool open_array(std::size_t elements, Opened opened) noexcept;
  bool close_arrays() noexcept;
  void drop_attribute() noexcept;
  bool deliver(const ReplyView& reply) noexcept;
  bool deliver_push(const ReplyView& push) noexcept;
  void find_type() noexcept;
  void find_type_at(char* next) noexcept;
  bool takes_hidden(char type) noexcept;
  bool append_node(const ReplyNode& node) noexcept;
  bool refuse(std::string_view message) noexcept;
  template <class Say>
  bool refuse_by(const Say& say) noexcept;
  [[gnu::cold]] bool refuse_unwanted(const ReplyView& reply) noexcept;
  bool refuse_for_hiredis() noexcept;
  bool refuse_for_memory() noexcept;
  bool refuse_long_string() noexcept;
  bool refuse_long_line() noexcept;
  bool waits_for_long_line() const noexcept;
  void note_error(std::string_view text) noexcept;

  ReplyLimits limits_;
  ::redisReader* reader_;
  ReplySink* sink_ = nullptr;
  std::vector<ReplyNode> whole_;  ///< of an array that lay complete in what was fed
  std::vector<ReplyNode> nodes_;
  std::string text_;
  std::vector<OpenArray> open_;
  std::size_t largest_buffer_ = 0;  ///< bytes that hiredis' buffer has held at once
  bool wraps_ = false;              ///< the outermost one holds replies; see ReplySink
  bool is_push_ = false;            ///< the outermost one is a push
  char hidden_type_ = '\0';         ///< what the next value is, when hiredis takes it for another; see find_type()
  // Where the reply begins that counts for the limits: the array that is open, or one of those that it wraps.
  std::size_t first_node_ = 0;
  std::size_t first_byte_ = 0;
  std::string error_;
  bool lacked_memory_ = false;
  std::string last_error_;
};

}  // namespace tributary::detail
