#include "core/sent_requests.hpp"

#include "core/command_keys.hpp"
#include "resp/request_words.hpp"

#include <algorithm>

namespace tributary::detail {

std::string SentRequests::key_of(const CommandRow* row, std::size_t position) {
  if (row == nullptr) return {};
  if (!searched_.has(position)) {
    const auto found = std::ranges::find_if(stretches_, [&](const Stretch& stretch) { return stretch.has(position); });
    if (found == stretches_.end()) return {};
    searched_ = *found;
  }
  std::string_view command;
  do {
    command = take_command(searched_.bytes);
    ++searched_.position;
    --searched_.commands;
  } while (searched_.position <= position);
  const auto words = words_of(command);
  const KeyPositions keys = key_positions(row->keys, words);
  return keys.size() == 1 ? std::string{words[keys[0]]} : std::string{};
}

}  // namespace tributary::detail
