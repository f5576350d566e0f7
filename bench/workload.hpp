#pragma once

#include "custom_command.hpp"
#include "request_sequence.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// Each is one file or part of one in workloads/.
enum class Command { incrby, get, set, mixed, hset, hgetall, zadd, zrange, custom };

/// As in --workload; "command" for the custom one.
[[nodiscard]] std::string_view to_string(Command command) noexcept;

/// Where every INCRBY counter starts. All replies are then equally long, and the server counts in place: below 10,000
/// it would exchange shared number objects, which costs it some more and would flatter the slower clients.
inline constexpr std::int64_t kFirstCounter = 10'000'000;

inline constexpr std::size_t kMostKeys = 100'000;
inline constexpr std::size_t kUsualKeys = 1000;

/// The sizes of values in bytes, from one to the other.
struct DataSize {
  std::size_t smallest = 100;
  std::size_t largest = 100;
};

/// What the user asks for.
struct WorkloadOptions {
  Command command = Command::incrby;
  DataSize data_size{};
  std::size_t keys = kUsualKeys;
  SequenceOptions sequence{};
  CustomCommand custom{};
};

/// What every mode sends. All of it is made before anything is measured: command number j is request number j modulo
/// their number, continuing across batches.
struct Workload {
  Command command = Command::incrby;
  std::size_t key_count = 0;
  /// The longest value, of which others are the beginning: letters only, so that a '-' or a newline in the replies is
  /// never part of one.
  std::string payload{};
  /// How much of that each key has. The size belongs to the key, so that a reply can be checked whoever wrote last.
  std::vector<std::uint32_t> value_sizes{};
  std::vector<Request> requests{};
  CustomCommand custom{};

  [[nodiscard]] std::string_view value_of(std::size_t key) const noexcept { return {payload.data(), value_sizes[key]}; }
};

/// Large values use fewer keys than asked for, so that the server holds at most 64 MiB a mode.
[[nodiscard]] Workload make_workload(const WorkloadOptions& options);

/// The keys in turn, with values of one size.
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

/// One command to issue.
struct Step {
  std::string_view key{};
  std::string_view value{};
  Request request{};
};

/// Walks round and round over the requests of a workload.
class RequestCursor {
 public:
  RequestCursor(const Workload& workload, const Keys& keys) noexcept : workload_{&workload}, keys_{&keys} {}

  Step next() noexcept {
    const Request& request = workload_->requests[position_];
    if (++position_ == workload_->requests.size()) {
      position_ = 0;
    }
    return {(*keys_)[request.key], workload_->value_of(request.key), request};
  }

  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  void advance(std::size_t count) noexcept { position_ = (position_ + count) % workload_->requests.size(); }
  void restart(std::size_t position = 0) noexcept { position_ = position % workload_->requests.size(); }

 private:
  const Workload* workload_;
  const Keys* keys_;
  std::size_t position_ = 0;
};

}  // namespace tributary::bench
