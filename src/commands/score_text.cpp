#include "commands/score_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace tributary::detail {

void refuse_nan(double number, std::string_view what) {
  if (std::isnan(number)) throw std::invalid_argument{fmt::format("a {} cannot be NaN", what)};
}

ScoreText::ScoreText(double score, std::string_view what) {
  refuse_nan(score, what);
  char* begin = text_;
  if (std::isinf(score) && score > 0) *begin++ = '+';
  size_ = static_cast<std::size_t>(std::to_chars(begin, text_ + kMaxDouble, score).ptr - text_);
}

}  // namespace tributary::detail
