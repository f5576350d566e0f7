#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

enum class Command { incrby, get, set };

[[nodiscard]] std::string_view to_string(Command command) noexcept;

/// Where every INCRBY counter starts. All replies are then equally long, and the server counts in place: below 10,000
/// it would exchange shared number objects, which costs it some more and would flatter the slower clients.
inline constexpr std::int64_t kFirstCounter = 10'000'000;

/// What every mode sends: command number j goes to key j modulo `key_count`, continuing across batches.
struct Workload {
  Command command = Command::incrby;
  std::size_t key_count = 0;
  /// What GET reads and SET writes: letters only, so that a '-' or a newline in the replies is never payload.
  std::string payload{};
};

inline constexpr std::size_t kMostKeys = 100'000;
inline constexpr std::size_t kUsualKeys = 1000;

/// `data_size` is the payload's size, `keys` how many there are, at most kMostKeys; large payloads use fewer, so
/// that the server holds at most 64 MiB a mode.
[[nodiscard]] Workload make_workload(Command command, std::size_t data_size, std::size_t keys);

/// The 16-byte keys of one mode, "tributary:" and six characters, in one block of memory.
class Keys {
 public:
  static constexpr std::size_t kSize = 16;

  /// Each mode passes another letter, and so counts on keys of its own.
  Keys(char letter, std::size_t count);

  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() / kSize; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept {
    return {bytes_.data() + index * kSize, kSize};
  }

 private:
  std::string bytes_;
};

/// Walks round and round over the keys.
class KeyCursor {
 public:
  explicit KeyCursor(const Keys& keys) noexcept : keys_{&keys} {}

  std::string_view next() noexcept {
    const std::string_view key = (*keys_)[position_];
    if (++position_ == keys_->size()) {
      position_ = 0;
    }
    return key;
  }

  /// Where the next key stands, and going on by many at once.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  void advance(std::size_t count) noexcept { position_ = (position_ + count) % keys_->size(); }
  void restart() noexcept { position_ = 0; }

 private:
  const Keys* keys_;
  std::size_t position_ = 0;
};

/// Compares every reply with the one value that it can have; the same code and the same cost for each mode.
///
/// INCRBY: the key's counter so far, plus one. GET: the payload. SET: +OK.
/// Errors: std::runtime_error at the first reply that differs
class Verifier {
 public:
  explicit Verifier(const Workload& workload)
      : payload_{workload.payload}, counters_(workload.key_count, kFirstCounter) {}

  void integer(std::int64_t value) {
    if (value != ++counters_[position_]) [[unlikely]] {
      refuse_integer(value);
    }
    if (++position_ == counters_.size()) {
      position_ = 0;
    }
    ++verified_;
  }
  void bulk(std::string_view value) {
    if (value != payload_) [[unlikely]] {
      refuse_bulk(value);
    }
    ++verified_;
  }
  void ok(bool is_ok) {
    if (!is_ok) [[unlikely]] {
      refuse_status();
    }
    ++verified_;
  }

  /// How many replies were right since the last restart.
  [[nodiscard]] std::int64_t verified() const noexcept { return verified_; }
  /// All counters stand at kFirstCounter again.
  void restart();

 private:
  [[noreturn]] void refuse_integer(std::int64_t value) const;
  [[noreturn]] void refuse_bulk(std::string_view value) const;
  [[noreturn]] void refuse_status() const;

  std::string payload_;
  std::vector<std::int64_t> counters_;
  std::size_t position_ = 0;
  std::int64_t verified_ = 0;
};

}  // namespace tributary::bench
