#include "core/sent_requests.hpp"

#include "core/forget_consumed.hpp"
#include "resp/request_words.hpp"

namespace tributary::detail {

/// Begins with the stretch that was searched last, and goes round.
bool SentRequests::find(std::size_t position) noexcept {
  if (left_.has(position)) return true;
  for (std::size_t tried = first_; tried < stretches_.size(); ++tried) {
    if (current_ < first_ || current_ >= stretches_.size()) current_ = first_;
    if (stretches_[current_].has(position)) {
      left_ = stretches_[current_];
      return true;
    }
    ++current_;
  }
  return false;
}

void SentRequests::forget_before(std::size_t position) noexcept {
  while (first_ < stretches_.size() && stretches_[first_].position + stretches_[first_].commands <= position) ++first_;
  if (left_.position < position) left_ = {};
  forget_consumed(stretches_, first_);
  current_ = first_;
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
