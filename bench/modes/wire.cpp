// The wire's limit: the bytes of every command are built beforehand, and the replies are counted, not decoded.
//
// Counting: the replies of these workloads hold a fixed number of newlines each, and no '-' unless one is an error.
// Those of GET and SET also have a fixed length. What the commands did is checked on the server after each run.

#include "hiredis_connection.hpp"
#include "modes/modes.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tributary::bench {
namespace {

constexpr std::size_t kReadSize = 65536;

std::string encoded(const Workload& workload, std::string_view key) {
  const auto& value = workload.payload;
  switch (workload.command) {
    case Command::incrby: return fmt::format("*3\r\n$6\r\nINCRBY\r\n${}\r\n{}\r\n$1\r\n1\r\n", key.size(), key);
    case Command::get: return fmt::format("*2\r\n$3\r\nGET\r\n${}\r\n{}\r\n", key.size(), key);
    case Command::set:
      return fmt::format("*3\r\n$3\r\nSET\r\n${}\r\n{}\r\n${}\r\n{}\r\n", key.size(), key, value.size(), value);
  }
  return {};
}

// How long one reply is; 0 when that depends on the reply.
std::size_t reply_size(const Workload& workload) {
  switch (workload.command) {
    case Command::incrby: return 0;
    case Command::get: return fmt::format("${}\r\n{}\r\n", workload.payload.size(), workload.payload).size();
    case Command::set: return std::string_view{"+OK\r\n"}.size();
  }
  return 0;
}

// Blocks of fixed length let the compiler use vector instructions.
std::int64_t count_newlines(const char* data, std::size_t size) {
  constexpr std::size_t kBlock = 128;
  std::int64_t total = 0;
  std::size_t i = 0;
  for (; i + kBlock <= size; i += kBlock) {
    unsigned char in_block = 0;
    for (std::size_t j = 0; j < kBlock; ++j) {
      in_block = static_cast<unsigned char>(in_block + (data[i + j] == '\n' ? 1U : 0U));
    }
    total += in_block;
  }
  for (; i < size; ++i) {
    total += data[i] == '\n' ? 1 : 0;
  }
  return total;
}

class Wire final : public Mode {
 public:
  explicit Wire(const ModeSetup& setup)
      : workload_{setup.workload},
        keys_{setup.keys},
        cursor_{setup.keys},
        redis_{setup.endpoint},
        newlines_per_reply_{setup.workload.command == Command::get ? 2 : 1},
        reply_size_{reply_size(setup.workload)},
        buffer_(kReadSize) {}

  // All commands are equally long, so that a batch may start at any key of one repeated block.
  void prepare(std::int64_t batch) override {
    cursor_.restart();
    command_size_ = encoded(workload_, keys_[0]).size();
    if (batch == prepared_batch_) {
      return;
    }
    prepared_batch_ = batch;
    request_.clear();
    KeyCursor keys{keys_};
    const std::size_t commands = keys_.size() + static_cast<std::size_t>(batch);
    request_.reserve(commands * command_size_);
    for (std::size_t i = 0; i < commands; ++i) {
      request_ += encoded(workload_, keys.next());
    }
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    std::int64_t replies = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      const auto count = static_cast<std::size_t>(batch);
      exchange(std::string_view{request_}.substr(cursor_.position() * command_size_, count * command_size_), batch);
      cursor_.advance(count);
      latencies().add_since(begin);
      replies += batch;
    }
    return replies;
  }

 private:
  // Writes and reads until `count` replies are there; while the socket takes no more bytes it waits for either
  // direction.
  void exchange(std::string_view request, std::int64_t count) {
    const int fd = redis_.get()->fd;
    const std::int64_t wanted = count * newlines_per_reply_;
    std::int64_t newlines = 0;
    std::size_t received = 0;
    while (newlines < wanted) {
      bool readable = request.empty();
      if (!request.empty()) {
        const auto sent = ::send(fd, request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
          request.remove_prefix(static_cast<std::size_t>(sent));
          continue;
        }
        if (errno != EAGAIN && errno != EINTR) {
          throw std::system_error{errno, std::generic_category(), "send"};
        }
        pollfd event{fd, POLLIN | POLLOUT, 0};
        ::poll(&event, 1, -1);
        readable = (event.revents & ~POLLOUT) != 0;
      }
      if (readable) {
        newlines += read_some(fd, received);
      }
    }
    if (newlines != wanted || !request.empty() ||
        (reply_size_ != 0 && received != static_cast<std::size_t>(count) * reply_size_)) {
      throw std::runtime_error{fmt::format("{} bytes with {} newlines are not {} replies", received, newlines, count)};
    }
  }

  std::int64_t read_some(int fd, std::size_t& received) {
    const auto got = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      throw std::runtime_error{got == 0 ? "the server closed the connection"
                                        : "no reply: " + std::generic_category().message(errno)};
    }
    const auto size = static_cast<std::size_t>(got);
    if (const void* dash = std::memchr(buffer_.data(), '-', size); dash != nullptr) {
      const char* text = static_cast<const char*>(dash);
      const auto left = static_cast<std::size_t>(buffer_.data() + size - text);
      throw std::runtime_error{
          fmt::format("an error among the replies: {}", std::string_view{text, left}.substr(0, 80))};
    }
    received += size;
    return count_newlines(buffer_.data(), size);
  }

  const Workload& workload_;
  const Keys& keys_;
  KeyCursor cursor_;
  HiredisConnection redis_;  // connects and authenticates; its socket is used directly
  std::int64_t newlines_per_reply_;
  std::size_t reply_size_;
  std::vector<char> buffer_;
  std::string request_;
  std::size_t command_size_ = 0;
  std::int64_t prepared_batch_ = 0;
};

}  // namespace

std::unique_ptr<Mode> make_wire(const ModeSetup& setup) { return std::make_unique<Wire>(setup); }

}  // namespace tributary::bench
