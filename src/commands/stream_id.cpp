#include <tributary/commands/stream_id.hpp>

#include <array>
#include <charconv>
#include <system_error>

namespace tributary {

namespace {

constexpr std::size_t kMaxDigits = 20;  // of a 64-bit number

class StreamIdText {
 public:
  explicit StreamIdText(const StreamId& id) noexcept {
    char* const limit = text_.data() + text_.size();
    end_ = std::to_chars(text_.data(), limit, id.ms).ptr;
    *end_++ = '-';
    end_ = std::to_chars(end_, limit, id.seq).ptr;
  }
  std::string_view view() const noexcept { return {text_.data(), static_cast<std::size_t>(end_ - text_.data())}; }

 private:
  std::array<char, 2 * kMaxDigits + 1> text_;
  char* end_;
};

}  // namespace

StreamId StreamId::at(std::chrono::sys_time<std::chrono::milliseconds> time) {
  const auto count = time.time_since_epoch().count();
  if (count < 0) {
    throw std::invalid_argument{"no StreamId is before 1970, as " + std::to_string(count) + " ms would be"};
  }
  return {static_cast<std::uint64_t>(count), 0};
}

std::optional<StreamId> StreamId::parse(std::string_view text) noexcept {
  StreamId id;
  const char* const end = text.data() + text.size();
  const auto [dash, ms_error] = std::from_chars(text.data(), end, id.ms);
  if (ms_error != std::errc{} || dash == end || *dash != '-') return std::nullopt;
  const auto [stop, seq_error] = std::from_chars(dash + 1, end, id.seq);
  if (seq_error != std::errc{} || stop != end) return std::nullopt;
  return id;
}

std::chrono::sys_time<std::chrono::milliseconds> StreamId::time() const noexcept {
  using Milliseconds = std::chrono::milliseconds;
  constexpr auto kLast = static_cast<std::uint64_t>(Milliseconds::max().count());
  return std::chrono::sys_time<Milliseconds>{Milliseconds{static_cast<Milliseconds::rep>(ms < kLast ? ms : kLast)}};
}

std::string to_string(const StreamId& id) { return std::string{StreamIdText{id}.view()}; }

void Codec<StreamId>::encode(const StreamId& id, ByteWriter& out) { out.append(StreamIdText{id}.view()); }

StreamId Codec<StreamId>::decode(std::string_view text) {
  const auto id = StreamId::parse(text);
  if (!id) throw_unexpected_text("the ID of a stream's entry", text);
  return *id;
}

}  // namespace tributary
