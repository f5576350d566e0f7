#include "server_keys.hpp"

#include "record.hpp"

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

void store_records(HiredisConnection& redis, const Keys& keys) {
  const auto record = first_record();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::vector<std::string_view> words{"HSET", keys[i]};
    for (const auto& [field, value] : record) {
      words.push_back(field);
      words.push_back(value);
    }
    redis.command(words);
  }
}

// The text of a reply, or what is not there.
std::string_view text_of(const redisReply& reply) {
  return reply.type == REDIS_REPLY_STRING ? std::string_view{reply.str, reply.len} : std::string_view{};
}

std::int64_t number_in(std::string_view text, std::int64_t fallback) {
  std::from_chars(text.data(), text.data() + text.size(), fallback);
  return fallback;
}

[[noreturn]] void refuse_keys(std::int64_t applied, std::string_view what, std::int64_t expected) {
  throw std::runtime_error{
      fmt::format("the server's keys show {} {} applied, but {} must be", applied, what, expected)};
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
  if (saves != commands) refuse_keys(saves, "saves", commands);
}

}  // namespace

void delete_keys(HiredisConnection& redis, const Keys& keys) { redis.command(command_on("DEL", keys)); }

void reset_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject) {
  delete_keys(redis, keys);
  if (subject == Subject::read_records) {
    store_records(redis, keys);
    return;
  }
  if (subject == Subject::chains) {
    for (std::size_t i = 0; i < keys.size(); ++i) redis.command({"SET", keys[i], keys[(i + 1) % keys.size()]});
    return;
  }
  if (subject == Subject::written_records || workload.command == Command::set) {
    return;
  }
  const std::string value = workload.command == Command::get ? workload.payload : std::to_string(kFirstCounter);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    redis.command({"SET", keys[i], value});
  }
}

void check_keys(HiredisConnection& redis, const Keys& keys, const Workload& workload, Subject subject,
                std::int64_t commands) {
  if (subject == Subject::read_records || subject == Subject::chains) {
    return;
  }
  if (subject == Subject::written_records) {
    return check_records(redis, keys, commands);
  }
  if (workload.command == Command::get) {
    return;
  }
  std::int64_t applied = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto reply = redis.command({"GET", keys[i]});
    if (workload.command == Command::incrby) {
      applied += number_in(text_of(*reply), kFirstCounter) - kFirstCounter;
    } else {
      applied += reply->type == REDIS_REPLY_STRING && text_of(*reply) == workload.payload ? 1 : 0;
    }
  }
  const auto expected =
      workload.command == Command::incrby ? commands : std::min(commands, static_cast<std::int64_t>(keys.size()));
  if (applied != expected) {
    refuse_keys(applied, workload.command == Command::incrby ? "increments" : "payloads", expected);
  }
}

}  // namespace tributary::bench
