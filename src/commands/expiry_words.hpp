#pragma once

#include <tributary/commands/expiry.hpp>

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

/// The row of a command of the EXPIRE family: a time to come without a condition has the `plain` one, for a second
/// reply would be the same. A time that has passed deletes.
template <class Duration>
const CommandRow& expire_row(const CommandRow& row, const CommandRow& plain, Duration ttl,
                             ExpireIf condition) noexcept {
  return condition == ExpireIf::always && ttl > Duration::zero() ? plain : row;
}

/// NX, XX, GT or LT; nothing for `always`.
std::string_view word(ExpireIf condition) noexcept;

/// A reply of the TTL family: -2 when there is no key or field, -1 when it never expires.
template <class Time>
Expiry<Time> expiry_from(const ReplyView& reply) {
  const auto count = decode<std::int64_t>(reply);
  if (count == -2) return {};
  if (count == -1) return {.exists = true};
  if constexpr (requires { typename Time::clock; }) {
    return {.exists = true, .time = Time{typename Time::duration{count}}};
  } else {
    return {.exists = true, .time = Time{count}};
  }
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
