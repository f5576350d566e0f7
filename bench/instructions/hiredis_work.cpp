// What the library is compared with: hiredis in its faster form, whose replies are trees.

#include "instructions/work.hpp"

#include "endpoint.hpp"
#include "hiredis_connection.hpp"
#include "mode.hpp"
#include "server_keys.hpp"
#include "workload.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <stdexcept>

namespace tributary::bench {
namespace {

enum class Sent { incrby, get, hgetall };

Sent sent_by(std::string_view name) {
  if (name == "incrby") return Sent::incrby;
  if (name == "get") return Sent::get;
  if (name == "hgetall") return Sent::hgetall;
  throw std::invalid_argument{fmt::format("no workload of hiredis is named '{}'", name)};
}

class HiredisWork final : public Work {
 public:
  HiredisWork(Sent sent, const WorkSetup& setup)
      : sent_{sent},
        batch_{setup.batch},
        endpoint_{parse_endpoint("unix://" + setup.socket)},
        workload_{make_workload(sent == Sent::incrby ? Command::incrby : Command::get, 100, kUsualKeys)},
        keys_{'h', workload_.key_count},
        cursor_{keys_},
        redis_{endpoint_} {
    reset_keys(redis_, keys_, workload_, sent == Sent::hgetall ? Subject::read_records : Subject::values);
  }

  void record() override {
    for (std::size_t i = 0; i < batch_; ++i) append(cursor_.next());
  }
  void execute() override {
    for (std::size_t i = 0; i < batch_; ++i) {
      if (!is_right(*redis_.reply())) throw std::runtime_error{"a reply is wrong"};
    }
  }
  void release() override {}

 private:
  void append(std::string_view key) {
    switch (sent_) {
      case Sent::incrby: return send<3>({"INCRBY", key, "1"});
      case Sent::get: return send<2>({"GET", key});
      case Sent::hgetall: return send<2>({"HGETALL", key});
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
  bool is_right(const redisReply& reply) const {
    switch (sent_) {
      case Sent::incrby: return reply.integer > kFirstCounter;
      case Sent::get: return reply.len == 100;
      case Sent::hgetall: return reply.elements == 20;
    }
    return false;
  }

  Sent sent_;
  std::size_t batch_;
  Endpoint endpoint_;
  Workload workload_;
  Keys keys_;
  KeyCursor cursor_;
  HiredisConnection redis_;
};

}  // namespace

std::unique_ptr<Work> make_hiredis_work(std::string_view command, const WorkSetup& setup) {
  return std::make_unique<HiredisWork>(sent_by(command), setup);
}

}  // namespace tributary::bench
