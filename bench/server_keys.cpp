#include "server_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {
namespace {

std::vector<std::string_view> command_on(std::string_view verb, const Keys& keys) {
  std::vector<std::string_view> words{verb};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    words.push_back(keys[i]);
  }
  return words;
}

}  // namespace

void delete_keys(HiredisConnection& redis, const Keys& keys) { redis.command(command_on("DEL", keys)); }

void reset_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload) {
  delete_keys(redis, keys);
  if (workload.command == Command::set) {
    return;
  }
  const std::string value = workload.command == Command::get ? workload.payload : std::to_string(kFirstCounter);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    redis.command({"SET", keys[i], value});
  }
}

void check_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, std::int64_t commands) {
  if (workload.command == Command::get) {
    return;
  }
  std::int64_t applied = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto reply = redis.command({"GET", keys[i]});
    const bool exists = reply->type == REDIS_REPLY_STRING;
    const std::string_view value = exists ? std::string_view{reply->str, reply->len} : std::string_view{};
    if (workload.command == Command::incrby) {
      std::int64_t counter = kFirstCounter;
      std::from_chars(value.data(), value.data() + value.size(), counter);
      applied += counter - kFirstCounter;
    } else {
      applied += exists && value == workload.payload ? 1 : 0;
    }
  }
  const auto expected =
      workload.command == Command::incrby ? commands : std::min(commands, static_cast<std::int64_t>(keys.size()));
  if (applied != expected) {
    throw std::runtime_error{fmt::format("the server's keys show {} {} applied, but {} must be", applied,
                                         workload.command == Command::incrby ? "increments" : "payloads", expected)};
  }
}

}  // namespace tributary::bench
