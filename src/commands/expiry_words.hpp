#pragma once

#include "commands/record.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace tributary::detail {

template <class Duration>
void require_positive(std::string_view verb, Duration ttl) {
  if (ttl <= Duration::zero()) throw std::invalid_argument{fmt::format("{}: ttl must be positive", verb)};
}

/// What the options of SET, GETEX and their like say of the expiry: at most one of a time to live, a point in time, and
/// a flag that each has instead of them.
struct ExpiryChoice {
  std::optional<std::chrono::milliseconds> ttl;
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> expire_at;
  bool flag;
  const char* flag_name;
  const char* flag_word;
};

/// EX, PX, EXAT, PXAT, the flag's word, or nothing: in seconds when nothing is lost by it.
void add_expiry(Words& words, std::string_view verb, const ExpiryChoice& choice);

}  // namespace tributary::detail
