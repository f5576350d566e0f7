#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tributary {

/// A command that took long. The server keeps the first 31 words of a longer one, and 128 bytes of a longer word, and
/// says in their place how many there were.
struct SlowlogEntry {
  std::int64_t id = 0;                                 ///< grows by 1 with each entry while the server runs
  std::chrono::sys_time<std::chrono::seconds> time{};  ///< when it was executed
  std::chrono::microseconds duration{0};               ///< without waiting and without input and output
  std::vector<std::string> command{};                  ///< its words
  std::string client_addr{};                           ///< since 4.0.0
  std::string client_name{};                           ///< since 4.0.0

  friend bool operator==(const SlowlogEntry&, const SlowlogEntry&) = default;
};

template <>
struct Codec<SlowlogEntry> {
  TRIBUTARY_API static SlowlogEntry from_reply(const ReplyView& reply);
};

}  // namespace tributary
