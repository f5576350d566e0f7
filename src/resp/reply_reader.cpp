// A reply is delivered in one of three ways:
//
//   whole scalar or array     between two replies, while the next lies complete in what was fed, and holds no error:
//                             read_scalar() and read_whole_array(), from where it lies
//   other scalar              a node on the stack that points into hiredis' buffer
//   other array               nodes_ in pre-order, the bytes of its strings copied to text_ (hiredis moves its buffer
//                             between feeds), open_ the arrays that still miss elements
//
// hiredis is fed a piece, and asked for one reply. What is behind that in the piece is taken back from it, so that it
// gets no more of a feed than what began in the one before, or what only it can read.
//
// RESP3, by hiredis since 1.0, becomes RESP2 on the way:
//
//   %n  map                   array of 2 n, which hiredis does
//   ~n  set                   array
//   #   boolean               integer 1 or 0
//   _   null                  nil
//   =   verbatim string       bulk string, without its `txt:`
//   (   big number            bulk string
//   >n  push                  array, to ReplySink::on_push(); never within a reply
//   ,   double                bulk string of the same text, which is what RESP2 sends
//   |n  attribute             nothing
//
// hiredis reads a double by strtod(), which fails where the application's locale has a decimal comma, and before 1.3 it
// does not know attributes. So it is not shown these types: find_type() makes them a status and a map before it sees
// them. The map is dropped when it is complete, and its parent has one element more meanwhile.
#include "resp/reply_reader.hpp"

#include "resp/array_lane.hpp"
#include "resp/keep.hpp"
#include "resp/scalar_lane.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

// hiredis moves the unparsed rest of its buffer to the front each time it has consumed 1 KiB, so its cost per byte
// grows with the size of a feed (redis/hiredis#656). While replies are small a small piece is fastest; a piece that
// completed nothing is part of a large string, and there a large one is.
constexpr std::size_t kPieceBytes = std::size_t{4} << 10;
constexpr std::size_t kLargePieceBytes = std::size_t{64} << 10;
// `$536870912` and the line ends around a bulk string are not part of it.
constexpr std::size_t kFramingBytes = 32;

#if HIREDIS_MAJOR >= 1
constexpr bool kReadsResp3 = true;
constexpr int kVerbatim = REDIS_REPLY_VERB;
constexpr int kBigNumber = REDIS_REPLY_BIGNUM;
constexpr int kPush = REDIS_REPLY_PUSH;
#else
constexpr bool kReadsResp3 = false;
constexpr int kVerbatim = -2;  // no task has these types
constexpr int kBigNumber = -3;
constexpr int kPush = -4;
#endif
constexpr char kDouble = ',';
constexpr char kAttribute = '|';
constexpr std::size_t kVerbatimPrefix = 4;  // `txt:`
constexpr std::size_t kNilRest = 4;         // of `$-1\r\n`, without its first byte

/// Whether it is really one, the codec says, as it does of the same text in RESP2.
bool looks_like_double(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789+-.eEinfa") == std::string_view::npos;
}

}  // namespace

bool reads_resp3() noexcept { return kReadsResp3; }

/// Hides the type of the next value, which stands at `next`, or will stand there when it has come.
inline void ReplyReader::find_type_at(char* next) noexcept {
  if constexpr (kReadsResp3) {
    if (next >= reader_->buf + reader_->len || (*next != kAttribute && *next != kDouble)) return;
    hidden_type_ = *next;
    *next = *next == kAttribute ? '%' : '+';
  }
}

/// True when the value that has come is of the hidden type.
inline bool ReplyReader::takes_hidden(char type) noexcept {
  if (!kReadsResp3 || hidden_type_ != type) return false;
  hidden_type_ = '\0';
  return true;
}

inline bool ReplyReader::deliver(const ReplyView& reply) noexcept {
  return sink_->on_reply(reply) || refuse_unwanted(reply);
}

inline bool ReplyReader::add_scalar(ReplyKind kind, std::uint64_t value) noexcept {
  const ReplyNode node{kind, value, 0};
  if (open_.empty()) return deliver({&node, nullptr});
  return append_node(node) && close_arrays();
}

/// What hiredis calls while it parses. Each returns any non-null pointer for "go on", null for "stop".
struct ReplyReader::ObjectFunctions {
  static ReplyReader& self(const redisReadTask* task) { return *static_cast<ReplyReader*>(task->privdata); }
  static void* go_on(const redisReadTask* task, bool ok) { return ok ? task->privdata : nullptr; }

  static void* create_string(const redisReadTask* task, char* text, std::size_t size) {
    ReplyReader& reader = self(task);
    // hiredis skips the two bytes behind a string without looking at them.
    if (text[size] != '\r' || text[size + 1] != '\n') {
      return go_on(task, reader.refuse("the server's bytes are not RESP: a string is longer than announced"));
    }
    if (task->type == REDIS_REPLY_STRING) {
      find_type_behind(task, text + size + 2);
      return go_on(task, reader.add_text(ReplyKind::bulk, {text, size}));
    }
    if (task->type == kVerbatim) {
      find_type_behind(task, text + size + 2);
      return go_on(task, reader.add_text(ReplyKind::bulk, {text + kVerbatimPrefix, size - kVerbatimPrefix}));
    }
    return go_on(task, create_line(task, text, size));
  }
  static bool create_line(const redisReadTask* task, char* text, std::size_t size) {
    ReplyReader& reader = self(task);
    if (size > reader.limits_.max_line_bytes) return reader.refuse_long_line();
    const bool is_double = reader.takes_hidden(kDouble);
    if (is_double && !looks_like_double({text, size})) {
      return reader.refuse("the server's bytes are not RESP: a double that is no number");
    }
    if (task->type == REDIS_REPLY_ERROR) reader.note_error({text, size});
    const auto kind = task->type == REDIS_REPLY_ERROR         ? ReplyKind::error
                      : is_double || task->type == kBigNumber ? ReplyKind::bulk
                                                              : ReplyKind::status;
    find_type_behind(task, text + size + 2);
    return reader.add_text(kind, {text, size});
  }
  // int in hiredis 0.14, size_t since 1.0.
  template <class Count>
  static void* create_array(const redisReadTask* task, Count count) {
    ReplyReader& reader = self(task);
    const auto elements = static_cast<std::size_t>(count);
    const bool is_attribute = reader.takes_hidden(kAttribute);
    reader.find_type_at(end_of_line(task));
    if (is_attribute && !make_room_in(task->parent)) return go_on(task, false);
    const auto opened = is_attribute ? Opened::attribute : task->type == kPush ? Opened::push : Opened::array;
    return go_on(task, reader.open_array(elements, opened));
  }
  static void* create_integer(const redisReadTask* task, long long value) {
    find_type_behind(task, end_of_line(task));
    return go_on(task, self(task).add_scalar(ReplyKind::integer, static_cast<std::uint64_t>(value)));
  }
  static void* create_nil(const redisReadTask* task) {
    ReplyReader& reader = self(task);
    if (reader.takes_hidden(kAttribute) || task->type == kPush) {
      return go_on(task, reader.refuse("the server's bytes are not RESP: an attribute or a push is nil"));
    }
    // hiredis has passed over a line, but not yet over the rest of `$-1`.
    const bool of_string = task->type == REDIS_REPLY_STRING || task->type == kVerbatim;
    find_type_behind(task, end_of_line(task) + (of_string ? kNilRest : 0));
    return go_on(task, reader.add_scalar(ReplyKind::nil, 0));
  }
  static void* create_bool(const redisReadTask* task, int value) { return create_integer(task, value != 0 ? 1 : 0); }
  static void free_object(void*) {}

  /// Where hiredis goes on behind a line.
  static char* end_of_line(const redisReadTask* task) {
    const ::redisReader& reader = *self(task).reader_;
    return reader.buf + reader.pos;
  }
  /// Between elements nobody else looks; between replies feed_piece() does.
  static void find_type_behind(const redisReadTask* task, char* next) {
    if (kReadsResp3 && task->parent != nullptr) self(task).find_type_at(next);
  }
  /// An attribute takes the place of an element, which then comes behind it. hiredis counts places in an int.
  static bool make_room_in(redisReadTask* array) {
    if (array == nullptr) return true;
    if (array->elements >= std::numeric_limits<int>::max()) {
      return self(array).refuse("an array holds more attributes than can be counted");
    }
    ++array->elements;
    return true;
  }

  // A template, so that the members which only newer versions of hiredis have may be named.
  template <class Functions>
  static Functions make() {
    Functions functions{};
    functions.createString = create_string;
    functions.createArray = create_array;
    functions.createInteger = create_integer;
    functions.createNil = create_nil;
    functions.freeObject = free_object;
    if constexpr (requires { functions.createBool; }) functions.createBool = create_bool;
    return functions;
  }
};

ReplyReader::ReplyReader(const ReplyLimits& limits) : limits_{limits}, reader_{make_reader()} {
  if (reader_ == nullptr) throw std::bad_alloc{};
}

/// hiredis' reader with an empty buffer; null when memory has ended.
::redisReader* ReplyReader::make_reader() noexcept {
  static auto functions = ObjectFunctions::make<redisReplyObjectFunctions>();
  redisReader* const reader = redisReaderCreateWithFunctions(&functions);
  if (reader == nullptr) return nullptr;
  reader->privdata = this;
  reader->maxbuf = 0;  // keep the buffer between replies; a huge one is given back by trim()
  return reader;
}

ReplyReader::~ReplyReader() { redisReaderFree(reader_); }

template <class Say>
bool ReplyReader::refuse_by(const Say& say) noexcept {
  if (!error_.empty()) return false;
  try {
    error_ = say();
  } catch (const std::bad_alloc&) {
    refuse_for_memory();
  }
  return false;
}

bool ReplyReader::at_boundary() const noexcept {
  return error_.empty() && reader_->ridx == -1 && reader_->pos == reader_->len;
}

void ReplyReader::reset() noexcept {
  clear_and_trim(last_error_);
  trim();
}

void ReplyReader::trim() noexcept {
  detail::trim(whole_);
  if (largest_buffer_ <= kKeptBytes || !at_boundary()) return;
  // hiredis frees its buffer only when it is fed again, which may be never.
  redisReader* const small = make_reader();
  if (small == nullptr) return;
  redisReaderFree(std::exchange(reader_, small));
  largest_buffer_ = 0;
}

bool ReplyReader::feed(std::span<const char> bytes, ReplySink& sink) noexcept {
  if (!error_.empty()) return false;
  sink_ = &sink;
  std::size_t piece = kPieceBytes;
  while (!bytes.empty()) {
    if (at_boundary() && !take_whole_replies(bytes)) return false;
    if (bytes.empty()) break;
    const std::size_t size = std::min(piece, bytes.size());
    if (!feed_piece(bytes.first(size))) return false;
    bytes = bytes.subspan(size - take_back());
    const std::size_t unparsed = reader_->len - reader_->pos;
    if (unparsed > kFramingBytes && unparsed - kFramingBytes > limits_.max_bulk_bytes) return refuse_long_string();
    if (unparsed > limits_.max_line_bytes && waits_for_long_line()) return refuse_long_line();
    piece = unparsed >= kPieceBytes ? kLargePieceBytes : kPieceBytes;
  }
  return true;
}

/// The short way, for replies that lie complete in what was just read: no copy into hiredis' buffer, a third of the
/// work.
bool ReplyReader::take_whole_replies(std::span<const char>& bytes) noexcept {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  bool goes_on = true;
  while (goes_on && at != end) {
    ReplyNode node;
    const char* behind = read_scalar(at, end, at, node);
    if (behind != nullptr) {
      if (node.size > limits_.max_bulk_bytes) break;  // feed() refuses it
      goes_on = deliver({&node, at});
    } else {
      const std::size_t size = read_whole_array({at, end}, limits_, kReadsResp3, whole_);
      if (size == 0) break;
      behind = at + size;
      goes_on = deliver({whole_.data(), at});
    }
    at = behind;
  }
  bytes = {at, end};
  return goes_on;
}

/// Until the piece is used up, or a reply is complete.
bool ReplyReader::feed_piece(std::span<const char> piece) noexcept {
  if (redisReaderFeed(reader_, piece.data(), piece.size()) != REDIS_OK) return refuse_for_hiredis();
  largest_buffer_ = std::max(largest_buffer_, reader_->len);
  find_type();
  void* reply = nullptr;
  return redisReaderGetReply(reader_, &reply) == REDIS_OK || refuse_for_hiredis();
}

/// When a reply is complete, the bytes behind it are none of hiredis' business any more: the last ones of the piece.
/// Returns how many.
std::size_t ReplyReader::take_back() noexcept {
  if (reader_->ridx != -1) return 0;
  const std::size_t behind = reader_->len - reader_->pos;
  reader_->pos = reader_->len;
  hidden_type_ = '\0';  // of what begins behind
  if (largest_buffer_ > kKeptBytes) trim();
  return behind;
}

bool ReplyReader::add_text(ReplyKind kind, std::string_view text) noexcept {
  if (text.size() > limits_.max_bulk_bytes) return refuse_long_string();
  if (open_.empty()) {
    const ReplyNode node{kind, 0, text.size()};
    return deliver({&node, text.data()});
  }
  if (text_.size() - first_byte_ + text.size() > limits_.max_reply_bytes) {
    return refuse_by([&] {
      return fmt::format("a reply holds more than {} bytes (ReplyLimits::max_reply_bytes)", limits_.max_reply_bytes);
    });
  }
  const std::size_t offset = text_.size();
  try {
    text_.append(text);
  } catch (const std::bad_alloc&) {
    return refuse_for_memory();
  }
  return append_node({kind, offset, text.size()}) && close_arrays();
}

bool ReplyReader::open_array(std::size_t elements, Opened opened) noexcept {
  if (open_.empty()) {
    nodes_.clear();
    text_.clear();
    first_node_ = first_byte_ = 0;
    const std::size_t wrapped = opened == Opened::array ? sink_->wrapped_replies() : 0;
    wraps_ = wrapped > 0 && wrapped == elements;
    is_push_ = opened == Opened::push;
  } else if (opened == Opened::push) {
    return refuse("the server's bytes are not RESP: a push within a reply");
  }
  if (open_.size() >= limits_.max_depth + (wraps_ ? 1 : 0)) {
    return refuse_by(
        [&] { return fmt::format("a reply nests deeper than {} arrays (ReplyLimits::max_depth)", limits_.max_depth); });
  }
  if (elements > limits_.max_elements && !(wraps_ && open_.empty())) {
    return refuse_by([&] {
      return fmt::format("a reply announces {} elements, more than {} (ReplyLimits::max_elements)", elements,
                         limits_.max_elements);
    });
  }
  const std::size_t node = nodes_.size();
  if (!append_node({ReplyKind::array, elements, 0})) return false;
  try {
    open_.push_back({node, elements + 1, opened == Opened::attribute ? text_.size() : kNotDropped});
  } catch (const std::bad_alloc&) {
    return refuse_for_memory();
  }
  return close_arrays();
}

/// Counts the element that was just added, and closes every array that it completed.
bool ReplyReader::close_arrays() noexcept {
  while (--open_.back().missing == 0) {
    if (kReadsResp3 && open_.back().drop_from != kNotDropped) {
      drop_attribute();
      return true;
    }
    nodes_[open_.back().node].size = nodes_.size() - open_.back().node - 1;
    open_.pop_back();
    if (open_.empty()) {
      const ReplyView reply{nodes_.data(), text_.data()};
      const bool taken = is_push_ ? deliver_push(reply) : deliver(reply);
      detail::trim(nodes_);
      detail::trim(text_);
      return taken;
    }
  }
  if (wraps_ && open_.size() == 1) {  // the next of the wrapped replies begins
    first_node_ = nodes_.size();
    first_byte_ = text_.size();
  }
  return true;
}

/// It is no element of what it stands in.
void ReplyReader::drop_attribute() noexcept {
  nodes_.resize(open_.back().node);
  text_.resize(open_.back().drop_from);
  open_.pop_back();
  if (!open_.empty()) return;
  detail::trim(nodes_);
  detail::trim(text_);
}

bool ReplyReader::refuse_unwanted(const ReplyView& reply) noexcept {
  return refuse_by([&] { return "the server sent a reply that no command waits for: " + reply.describe(); });
}

bool ReplyReader::deliver_push(const ReplyView& push) noexcept {
  return sink_->on_push(push) ||
         refuse_by([&] { return "the server sent a push that nobody wants: " + push.describe(); });
}

/// Hides the type that hiredis reads next, when it is one to hide.
void ReplyReader::find_type() noexcept {
#if HIREDIS_MAJOR >= 1
  const bool begins = reader_->ridx < 0 || reader_->task[reader_->ridx]->type < 0;
  if (begins) find_type_at(reader_->buf + reader_->pos);
#endif
}

bool ReplyReader::append_node(const ReplyNode& node) noexcept {
  if (nodes_.size() - first_node_ >= limits_.max_elements) {
    return refuse_by([&] {
      return fmt::format("a reply holds more than {} elements (ReplyLimits::max_elements)", limits_.max_elements);
    });
  }
  try {
    nodes_.push_back(node);
  } catch (const std::bad_alloc&) {
    return refuse_for_memory();
  }
  return true;
}

bool ReplyReader::refuse_long_string() noexcept {
  return refuse_by([&] {
    return fmt::format("a reply holds more than {} bytes in one string (ReplyLimits::max_bulk_bytes)",
                       limits_.max_bulk_bytes);
  });
}

bool ReplyReader::refuse_long_line() noexcept {
  return refuse_by([&] {
    return fmt::format(
        "a status, an error or a number of a reply is a line of more than {} bytes "
        "(ReplyLimits::max_line_bytes)",
        limits_.max_line_bytes);
  });
}

/// What hiredis could not parse yet is a line without its end, or a bulk string, whose length it reads anew each time.
bool ReplyReader::waits_for_long_line() const noexcept {
  const std::string_view begin{reader_->buf + reader_->pos, std::min(reader_->len - reader_->pos, kFramingBytes)};
  return begin.find("\r\n") == std::string_view::npos;
}

void ReplyReader::note_error(std::string_view text) noexcept {
  try {
    last_error_ = text;
  } catch (const std::bad_alloc&) {
    last_error_.clear();
  }
}

/// Keeps the first reason: hiredis reports our own refusal a second time, as being out of memory.
bool ReplyReader::refuse(std::string_view message) noexcept {
  return refuse_by([message] { return std::string{message}; });
}

bool ReplyReader::refuse_for_hiredis() noexcept {
  if (reader_->err == REDIS_ERR_OOM) return refuse_for_memory();
  return refuse_by([&] { return fmt::format("the server's bytes are not RESP: {}", reader_->errstr); });
}

bool ReplyReader::refuse_for_memory() noexcept {
  if (!error_.empty()) return false;
  lacked_memory_ = true;
  error_ = "out of memory";  // short enough for a string that allocates nothing
  return false;
}

}  // namespace tributary::detail
