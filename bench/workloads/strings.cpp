#include "workloads/strings.hpp"

#include "pipelined_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <stdexcept>

namespace tributary::bench::workloads {
namespace {

std::string_view text_of(const redisReply& reply) {
  return reply.type == REDIS_REPLY_STRING ? std::string_view{reply.str, reply.len} : std::string_view{};
}

void read_values(HiredisConnection& redis, const Keys& keys,
                 const std::function<void(std::size_t, const redisReply&)>& read) {
  run_pipelined(
      redis, keys.size(),
      [&](std::size_t index, Words& words) {
        words.add("GET");
        words.add(keys[index]);
      },
      read);
}

}  // namespace

void Incrby::first_state(const Workload&, const Step& step, Words& words) {
  words.add("SET");
  words.add(step.key);
  words.add(kFirstCounter);
}

std::string Incrby::reply(const Step&) { return fmt::format(":{}\r\n", kFirstCounter); }

void Incrby::check(HiredisConnection& redis, const Keys& keys, const Workload&, std::int64_t commands) {
  std::int64_t applied = 0;
  read_values(redis, keys, [&](std::size_t, const redisReply& reply) {
    const std::string_view text = text_of(reply);
    std::int64_t counter = kFirstCounter;
    std::from_chars(text.data(), text.data() + text.size(), counter);
    applied += counter - kFirstCounter;
  });
  if (applied != commands) {
    throw std::runtime_error{
        fmt::format("the server's keys show {} increments applied, but {} must be", applied, commands)};
  }
}

void Get::first_state(const Workload&, const Step& step, Words& words) {
  words.add("SET");
  words.add(step.key);
  words.add(step.value);
}

std::string Get::reply(const Step& step) { return fmt::format("${}\r\n{}\r\n", step.value.size(), step.value); }

void Set::check(HiredisConnection& redis, const Keys& keys, const Workload& workload, std::int64_t commands) {
  std::int64_t stored = 0;
  read_values(redis, keys, [&](std::size_t index, const redisReply& reply) {
    if (reply.type == REDIS_REPLY_NIL) return;
    if (text_of(reply) != workload.value_of(index)) {
      throw std::runtime_error{fmt::format("the server's key {} does not hold the value that was set", keys[index])};
    }
    ++stored;
  });
  const bool in_turn = workload.requests.size() == keys.size();
  const std::int64_t most = std::min(commands, static_cast<std::int64_t>(keys.size()));
  if (in_turn ? stored != most : stored < 1 || stored > most) {
    throw std::runtime_error{fmt::format("the server's keys show {} values set, but {} must be", stored, most)};
  }
}

}  // namespace tributary::bench::workloads
