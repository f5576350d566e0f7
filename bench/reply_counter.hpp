#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary::bench {

/// Counts replies of RESP2 in bytes that come in parts, and decodes none.
///
/// Errors: std::runtime_error for an error among them, with its text, and for what is no RESP2
class ReplyCounter {
 public:
  void add(std::string_view bytes);

  /// Whole replies so far.
  [[nodiscard]] std::int64_t replies() const noexcept { return replies_; }
  /// Nothing of a further reply has come.
  [[nodiscard]] bool is_between() const noexcept { return values_ == 0 && skip_ == 0 && line_.empty(); }

 private:
  void end_of_line();
  void end_of_value();

  std::int64_t replies_ = 0;
  std::int64_t values_ = 0;  // that are still to come of the reply that is being read
  std::size_t skip_ = 0;     // bytes of a bulk string that are still to come, with its end
  std::string line_;         // so far
};

}  // namespace tributary::bench
