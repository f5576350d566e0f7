#include "commands/score_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace tributary::detail {

namespace {

// Doubles hold every integer below it.
constexpr double kExactInDouble = 9007199254740992;  // 2^53

}  // namespace

void refuse_nan(double number, std::string_view what) {
  if (std::isnan(number)) throw std::invalid_argument{fmt::format("a {} cannot be NaN", what)};
}

ScoreText::ScoreText(double score, std::string_view what) {
  refuse_nan(score, what);
  size_ = static_cast<std::size_t>(write(score) - text_);
}

char* ScoreText::write(double score) noexcept {
  char* const limit = text_ + kMaxDouble;
  // Most scores are counts or times: as integers they are written several times faster. Not so -0, which has a sign.
  if (std::abs(score) < kExactInDouble && score != 0) {
    const auto integer = static_cast<std::int64_t>(score);
    if (static_cast<double>(integer) == score) return std::to_chars(text_, limit, integer).ptr;
  }
  char* begin = text_;
  if (std::isinf(score) && score > 0) *begin++ = '+';
  return std::to_chars(begin, limit, score).ptr;
}

}  // namespace tributary::detail
