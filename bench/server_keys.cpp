#include "server_keys.hpp"

#include "pipelined_commands.hpp"
#include "record.hpp"
#include "workloads/workload_entry.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace tributary::bench {
namespace {

void store(HiredisConnection& redis, const Keys& keys, const Workload& workload) {
  const WorkloadEntry& entry = workload_entry(workload.command);
  run_pipelined(redis, keys.size(), [&](std::size_t index, Words& words) {
    entry.first_state(workload, {keys[index], workload.value_of(index), {.key = static_cast<std::uint32_t>(index)}},
                      words);
  });
}

void store_records(HiredisConnection& redis, const Keys& keys) {
  const auto record = first_record();
  run_pipelined(redis, keys.size(), [&](std::size_t index, Words& words) {
    words.add("HSET");
    words.add(keys[index]);
    for (const auto& [field, value] : record) {
      words.add(field);
      words.add(value);
    }
  });
}

void store_chains(HiredisConnection& redis, const Keys& keys) {
  run_pipelined(redis, keys.size(), [&](std::size_t index, Words& words) {
    words.add("SET");
    words.add(keys[index]);
    words.add(keys[(index + 1) % keys.size()]);
  });
}

// The text of a reply, or what is not there.
std::string_view text_of(const redisReply& reply) {
  return reply.type == REDIS_REPLY_STRING ? std::string_view{reply.str, reply.len} : std::string_view{};
}

std::int64_t number_in(std::string_view text, std::int64_t fallback) {
  std::from_chars(text.data(), text.data() + text.size(), fallback);
  return fallback;
}

// Each record counts its saves; the last one of a record must have reached all ten fields.
void check_records(HiredisConnection& redis, const Keys& keys, std::int64_t commands) {
  std::int64_t saves = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::int64_t of_record = number_in(text_of(*redis.command({"HGET", keys[i], kSavesField})), 0);
    if (of_record == 0) continue;
    saves += of_record;
    const auto email = redis.command({"HGET", keys[i], "email"});
    const auto size = redis.command({"HLEN", keys[i]});
    if (text_of(*email) != record_content(of_record).email || size->integer != 10) {
      throw std::runtime_error{fmt::format("the record {} is not what was saved last", keys[i])};
    }
  }
  if (saves != commands) {
    throw std::runtime_error{fmt::format("the server's keys show {} saves applied, but {} must be", saves, commands)};
  }
}

}  // namespace

std::int64_t delete_keys(HiredisConnection& redis, const Keys& keys) {
  std::int64_t deleted = 0;
  run_pipelined(
      redis, keys.size(),
      [&](std::size_t index, Words& words) {
        words.add("DEL");
        words.add(keys[index]);
      },
      [&](std::size_t, const redisReply& reply) { deleted += reply.integer; });
  return deleted;
}

void reset_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject) {
  delete_keys(redis, keys);
  switch (subject) {
    case Subject::values: return store(redis, keys, workload);
    case Subject::read_records: return store_records(redis, keys);
    case Subject::chains: return store_chains(redis, keys);
    case Subject::written_records: return;
  }
}

void check_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject,
                std::int64_t commands) {
  if (subject == Subject::written_records) return check_records(redis, keys, commands);
  const auto check = workload_entry(workload.command).check;
  if (subject == Subject::values && check != nullptr) check(redis, keys, workload, commands);
}

}  // namespace tributary::bench
