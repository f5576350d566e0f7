#include "workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tributary::bench {
namespace {

constexpr std::size_t kMostStoredBytes = 64U << 20U;

}  // namespace

std::string_view to_string(Command command) noexcept {
  switch (command) {
    case Command::incrby: return "incrby";
    case Command::get: return "get";
    case Command::set: return "set";
  }
  return "?";
}

Workload make_workload(Command command, std::size_t data_size, std::size_t keys) {
  Workload workload{.command = command, .key_count = keys};
  if (command != Command::incrby) {
    workload.key_count = std::clamp<std::size_t>(kMostStoredBytes / std::max<std::size_t>(data_size, 1), 1, keys);
    workload.payload.resize(data_size);
    for (std::size_t i = 0; i < data_size; ++i) {
      workload.payload[i] = static_cast<char>('a' + static_cast<char>(i % 26));
    }
  }
  return workload;
}

Keys::Keys(char letter, std::size_t count) {
  bytes_.reserve(count * kSize);
  for (std::size_t i = 0; i < count; ++i) {
    bytes_ += fmt::format("tributary:{}{:05}", letter, i);
  }
}

void Verifier::restart() {
  std::fill(counters_.begin(), counters_.end(), kFirstCounter);
  position_ = 0;
  verified_ = 0;
}

void Verifier::refuse_integer(std::int64_t value) const {
  throw std::runtime_error{
      fmt::format("reply {} is {}, but the counter of key {} must be {} (does another program "
                  "write to the keys of this benchmark?)",
                  verified_, value, position_, counters_[position_])};
}

void Verifier::refuse_bulk(std::string_view value) const {
  throw std::runtime_error{fmt::format("reply {} has {} bytes '{}', but must be the payload of {} bytes", verified_,
                                       value.size(), value.substr(0, 40), payload_.size())};
}

void Verifier::refuse_status() const { throw std::runtime_error{fmt::format("reply {} is not +OK", verified_)}; }

}  // namespace tributary::bench
