#include "commands/expiry_words.hpp"

namespace tributary::detail {

namespace {

void add_time(Words& words, const char* in_seconds, const char* in_milliseconds, std::chrono::milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  if (seconds == time) {
    words.add(in_seconds, seconds);
  } else {
    words.add(in_milliseconds, time);
  }
}

}  // namespace

std::string_view word(ExpireIf condition) noexcept {
  switch (condition) {
    case ExpireIf::always: break;
    case ExpireIf::no_expiry: return "NX";
    case ExpireIf::has_expiry: return "XX";
    case ExpireIf::later: return "GT";
    case ExpireIf::earlier: return "LT";
  }
  return {};
}

void add_expiry(Words& words, std::string_view verb, const ExpiryChoice& choice) {
  const auto refuse = [verb](std::string_view one, std::string_view other) {
    throw std::invalid_argument{fmt::format("{}: {} contradicts {}", verb, one, other)};
  };
  if (choice.ttl && choice.expire_at) refuse("ttl", "expire_at");
  if (choice.flag && choice.ttl) refuse(choice.flag_name, "ttl");
  if (choice.flag && choice.expire_at) refuse(choice.flag_name, "expire_at");
  if (choice.ttl) {
    require_positive(verb, *choice.ttl);
    add_time(words, "EX", "PX", *choice.ttl);
  } else if (choice.expire_at) {
    const auto time = choice.expire_at->time_since_epoch();
    if (time.count() <= 0) throw std::invalid_argument{fmt::format("{}: expire_at must be after 1970", verb)};
    add_time(words, "EXAT", "PXAT", time);
  } else if (choice.flag) {
    words.add(choice.flag_word);
  }
}

}  // namespace tributary::detail
