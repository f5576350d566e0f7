// hiredis as its documentation shows pipelining, in the faster form: argument vectors instead of a format string.

#include "hiredis_connection.hpp"
#include "modes/modes.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace tributary::bench {
namespace {

class Hiredis final : public Mode {
 public:
  explicit Hiredis(const ModeSetup& setup)
      : workload_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{setup.endpoint} {}

  void prepare(std::int64_t) override {
    keys_.restart();
    verifier_.restart();
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    for (std::int64_t i = 0; i < batches; ++i) {
      const auto begin = LatencyHistogram::Clock::now();
      for (std::int64_t j = 0; j < batch; ++j) {
        append(keys_.next());
      }
      for (std::int64_t j = 0; j < batch; ++j) {
        verify(*redis_.reply());
      }
      latencies().add_since(begin);
    }
    return verifier_.verified();
  }

 private:
  void append(std::string_view key) {
    switch (workload_.command) {
      case Command::incrby: {
        std::array<char, 20> digits;  // a caller has an integer too, and must write it out
        const std::int64_t by = 1;
        const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), by);
        return send<3>({"INCRBY", key, {digits.data(), static_cast<std::size_t>(written.ptr - digits.data())}});
      }
      case Command::get: return send<2>({"GET", key});
      case Command::set: return send<3>({"SET", key, workload_.payload});
    }
  }

  template <std::size_t Size>
  void send(const std::array<std::string_view, Size>& words) {
    std::array<const char*, Size> arguments;
    std::array<std::size_t, Size> lengths;
    for (std::size_t i = 0; i < Size; ++i) {
      arguments[i] = words[i].data();
      lengths[i] = words[i].size();
    }
    if (redisAppendCommandArgv(redis_.get(), int{Size}, arguments.data(), lengths.data()) != REDIS_OK) {
      redis_.fail("recording a command");
    }
  }

  void verify(const redisReply& reply) {
    if (workload_.command == Command::incrby && reply.type == REDIS_REPLY_INTEGER) {
      verifier_.integer(reply.integer);
    } else if (workload_.command == Command::get && reply.type == REDIS_REPLY_STRING) {
      verifier_.bulk({reply.str, reply.len});
    } else if (workload_.command == Command::set && reply.type == REDIS_REPLY_STATUS) {
      verifier_.ok(std::string_view{reply.str, reply.len} == "OK");
    } else {
      throw std::runtime_error{reply.type == REDIS_REPLY_ERROR ? reply.str : "a reply of another type"};
    }
  }

  const Workload& workload_;
  KeyCursor keys_;
  Verifier verifier_;
  HiredisConnection redis_;
};

}  // namespace

std::unique_ptr<Mode> make_hiredis(const ModeSetup& setup) { return std::make_unique<Hiredis>(setup); }

}  // namespace tributary::bench
