// The wire's limit: the bytes of every command are built beforehand, and the replies are counted, not decoded.
//
// Counting: how many newlines and bytes the replies of a batch hold is known beforehand, and none holds a '-' unless it
// is an error. The replies to a command of the user's are not known, so each is looked at; see reply_counter.hpp. What
// the commands did is checked on the server after each run.

#include "hiredis_connection.hpp"
#include "modes/modes.hpp"
#include "reply_counter.hpp"
#include "workloads/workload_entry.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tributary::bench {
namespace {

constexpr std::size_t kReadSize = 65536;

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

/// What the replies of some commands hold.
struct Expected {
  std::int64_t newlines = 0;
  std::int64_t bytes = 0;
};

class Wire final : public Mode {
 public:
  explicit Wire(const ModeSetup& setup)
      : workload_{setup.workload},
        requests_{setup.workload, setup.keys},
        first_request_{setup.first_request},
        redis_{setup.endpoint},
        buffer_(kReadSize) {}

  // A batch may start at any request of the sequence, so the block goes on behind its end by one batch.
  void prepare(std::int64_t batch) override {
    position_ = first_request_;
    if (batch == prepared_batch_) {
      return;
    }
    prepared_batch_ = batch;
    const WorkloadEntry& entry = workload_entry(workload_.command);
    const std::size_t commands = workload_.requests.size() + static_cast<std::size_t>(batch);
    block_.clear();
    begins_.assign(1, 0);
    expected_.assign(1, {});
    known_ = true;
    requests_.restart();
    Words words;
    for (std::size_t i = 0; i < commands; ++i) {
      const Step step = requests_.next();
      words.clear();
      entry.words(workload_, step, words);
      block_ += encoded(words.views());
      begins_.push_back(block_.size());
      const std::string reply = entry.reply(step);
      known_ = known_ && !reply.empty();
      expected_.push_back(
          {expected_.back().newlines + static_cast<std::int64_t>(std::count(reply.begin(), reply.end(), '\n')),
           expected_.back().bytes + static_cast<std::int64_t>(reply.size())});
    }
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    std::int64_t replies = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto since = begin(batch);
      const std::size_t end = position_ + static_cast<std::size_t>(batch);
      request_ = std::string_view{block_}.substr(begins_[position_], begins_[end] - begins_[position_]);
      if (known_) {
        count_newlines_until(expected_[end].newlines - expected_[position_].newlines,
                             expected_[end].bytes - expected_[position_].bytes, batch);
      } else {
        count_replies_until(batch);
      }
      position_ = end % workload_.requests.size();
      latencies().add_since(since);
      replies += batch;
    }
    return replies;
  }

 private:
  void count_newlines_until(std::int64_t wanted, std::int64_t wanted_bytes, std::int64_t replies) {
    std::int64_t newlines = 0;
    std::int64_t bytes = 0;
    while (newlines < wanted) {
      const std::string_view got = exchange_some();
      if (const auto dash = got.find('-'); dash != std::string_view::npos) refuse_error(got.substr(dash));
      bytes += static_cast<std::int64_t>(got.size());
      newlines += count_newlines(got.data(), got.size());
    }
    if (newlines != wanted || bytes != wanted_bytes || !request_.empty()) {
      throw std::runtime_error{fmt::format("{} bytes with {} newlines are not {} replies", bytes, newlines, replies)};
    }
  }

  void count_replies_until(std::int64_t wanted) {
    const std::int64_t until = counter_.replies() + wanted;
    while (counter_.replies() < until) counter_.add(exchange_some());
    if (counter_.replies() != until || !counter_.is_between() || !request_.empty()) {
      throw std::runtime_error{fmt::format("more than {} replies came", wanted)};
    }
  }

  // Writes what is left of the request until there is something to read, which it gives; while the socket takes no more
  // bytes it waits for either direction.
  std::string_view exchange_some() {
    const int fd = redis_.get()->fd;
    while (!request_.empty()) {
      const auto sent = ::send(fd, request_.data(), request_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent > 0) {
        request_.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      if (errno != EAGAIN && errno != EINTR) {
        throw std::system_error{errno, std::generic_category(), "send"};
      }
      pollfd event{fd, POLLIN | POLLOUT, 0};
      ::poll(&event, 1, -1);
      if ((event.revents & ~POLLOUT) != 0) break;
    }
    const auto got = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      throw std::runtime_error{got == 0 ? "the server closed the connection"
                                        : "no reply: " + std::generic_category().message(errno)};
    }
    return {buffer_.data(), static_cast<std::size_t>(got)};
  }

  [[noreturn]] static void refuse_error(std::string_view text) {
    throw std::runtime_error{fmt::format("an error among the replies: {}", text.substr(0, 80))};
  }

  const Workload& workload_;
  RequestCursor requests_;
  std::size_t first_request_;
  HiredisConnection redis_;  // connects and authenticates; its socket is used directly
  std::vector<char> buffer_;
  std::string block_;                // of all requests
  std::vector<std::size_t> begins_;  // where in the block each begins
  std::vector<Expected> expected_;   // of the replies to those before each
  bool known_ = true;                // what the replies are
  ReplyCounter counter_;
  std::string_view request_;  // what is left to send
  std::size_t position_ = 0;
  std::int64_t prepared_batch_ = 0;
};

}  // namespace

std::unique_ptr<Mode> make_wire(const ModeSetup& setup) { return std::make_unique<Wire>(setup); }

}  // namespace tributary::bench
