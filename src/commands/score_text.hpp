#pragma once

#include "resp/request_encoder.hpp"

#include <cstddef>
#include <string_view>

namespace tributary::detail {

/// A score as Redis writes it: in a form that reads back as the same double, or "+inf" or "-inf".
class ScoreText {
 public:
  /// std::invalid_argument for NaN: "a score cannot be NaN", or what the number is.
  explicit ScoreText(double score, std::string_view what = "score");

  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char* write(double score) noexcept;

  char text_[kMaxDouble];
  std::size_t size_;
};

/// std::invalid_argument for NaN.
void refuse_nan(double number, std::string_view what);

}  // namespace tributary::detail
