#include "reply_counter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace tributary::bench {
namespace {

[[noreturn]] void refuse(std::string_view line) {
  throw std::runtime_error{fmt::format("'{}' is no reply of RESP2", line.substr(0, 80))};
}

std::int64_t number_behind(std::string_view line) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(line.data() + 1, line.data() + line.size(), number);
  if (error != std::errc{} || end != line.data() + line.size() || number < -1) refuse(line);
  return number;
}

}  // namespace

void ReplyCounter::add(std::string_view bytes) {
  while (!bytes.empty()) {
    if (skip_ > 0) {
      const std::size_t some = std::min(skip_, bytes.size());
      bytes.remove_prefix(some);
      skip_ -= some;
      if (skip_ == 0) end_of_value();
      continue;
    }
    const auto newline = bytes.find('\n');
    line_ += bytes.substr(0, newline);
    if (newline == std::string_view::npos) return;
    bytes.remove_prefix(newline + 1);
    end_of_line();
  }
}

void ReplyCounter::end_of_line() {
  if (line_.size() < 2 || line_.back() != '\r') refuse(line_);
  line_.pop_back();
  if (values_ == 0) values_ = 1;
  std::int64_t size = -1;
  switch (line_.front()) {
    case '+':
    case ':': break;
    case '$': size = number_behind(line_); break;
    case '*': values_ += std::max<std::int64_t>(number_behind(line_), 0); break;
    case '-': throw std::runtime_error{fmt::format("an error among the replies: {}", line_.substr(1, 80))};
    default: refuse(line_);
  }
  line_.clear();
  if (size >= 0) {
    skip_ = static_cast<std::size_t>(size) + 2;
  } else {
    end_of_value();
  }
}

void ReplyCounter::end_of_value() {
  if (--values_ == 0) ++replies_;
}

}  // namespace tributary::bench
