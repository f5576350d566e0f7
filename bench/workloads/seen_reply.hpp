#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// A reply that another client has read, in the one form that workloads know. No error: that is an exception before.
/// Errors: std::runtime_error when it is asked for what it is not
class SeenReply {
 public:
  enum class Kind : std::uint8_t { nil, integer, text, array };

  explicit SeenReply(Kind kind) : kind_{kind} {}
  explicit SeenReply(std::int64_t integer) : kind_{Kind::integer}, integer_{integer} {}
  /// A status or a bulk string.
  explicit SeenReply(std::string_view text) : kind_{Kind::text}, text_{text} {}

  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] std::string_view text() const;
  /// An array of text.
  [[nodiscard]] const std::vector<std::string_view>& elements() const;
  std::vector<std::string_view>& elements() { return elements_; }

 private:
  void require(Kind kind) const;

  Kind kind_;
  std::int64_t integer_ = 0;
  std::string_view text_;
  std::vector<std::string_view> elements_;
};

}  // namespace tributary::bench
