#include "pipelined_commands.hpp"

#include <stdexcept>
#include <string_view>

namespace tributary::bench {
namespace {

constexpr std::size_t kTogether = 1000;
constexpr std::size_t kTogetherBytes = std::size_t{1} << 20U;

std::size_t bytes_of(const Words& words) {
  std::size_t bytes = 0;
  for (const auto word : words.views()) bytes += word.size();
  return bytes;
}

}  // namespace

void HiredisRecorder::append(HiredisConnection& redis, const Words& words) {
  arguments_.clear();
  lengths_.clear();
  for (const auto word : words.views()) {
    arguments_.push_back(word.data());
    lengths_.push_back(word.size());
  }
  if (redisAppendCommandArgv(redis.get(), static_cast<int>(arguments_.size()), arguments_.data(), lengths_.data()) !=
      REDIS_OK) {
    redis.fail("recording a command");
  }
}

void run_pipelined(HiredisConnection& redis, std::size_t count,
                   const std::function<void(std::size_t index, Words& words)>& record,
                   const std::function<void(std::size_t index, const redisReply& reply)>& read) {
  Words words;
  HiredisRecorder recorder;
  std::vector<std::size_t> sent;
  std::size_t bytes = 0;
  const auto read_all = [&] {
    for (const auto index : sent) {
      const auto reply = redis.reply();
      if (reply->type == REDIS_REPLY_ERROR) throw std::runtime_error{std::string{reply->str, reply->len}};
      if (read) read(index, *reply);
    }
    sent.clear();
    bytes = 0;
  };
  for (std::size_t index = 0; index < count; ++index) {
    words.clear();
    record(index, words);
    if (words.views().empty()) continue;
    recorder.append(redis, words);
    sent.push_back(index);
    bytes += bytes_of(words);
    if (sent.size() == kTogether || bytes >= kTogetherBytes) read_all();
  }
  read_all();
}

}  // namespace tributary::bench
