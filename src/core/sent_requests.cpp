#include "core/sent_requests.hpp"

#include "resp/request_words.hpp"

namespace tributary::detail {

/// Begins with the stretch that was searched last, and goes round.
bool SentRequests::find(std::size_t position) noexcept {
  if (left_.has(position)) return true;
  for (std::size_t tried = 0; tried < stretches_.size(); ++tried) {
    if (stretches_[current_].has(position)) {
      left_ = stretches_[current_];
      return true;
    }
    if (++current_ == stretches_.size()) current_ = 0;
  }
  return false;
}

std::vector<std::string_view> SentRequests::words_at(std::size_t position) {
  if (!find(position)) return {};
  std::string_view command;
  do {
    command = take_command(left_.bytes);
    ++left_.position;
    --left_.commands;
  } while (left_.position <= position);
  return words_of(command);
}

}  // namespace tributary::detail
