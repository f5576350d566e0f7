#pragma once

// Bytes in, replies as text out:
//
//   CHECK(parse(":1\r\n").replies == std::vector<std::string>{":1"});

#include "resp/reply_reader.hpp"
#include "support/reply_text.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// A sink that keeps replies as text, and refuses those behind the first `wanted`.
class TextSink final : public detail::ReplySink {
 public:
  explicit TextSink(std::size_t wanted = std::numeric_limits<std::size_t>::max()) : wanted_{wanted} {}

  bool on_reply(const ReplyView& reply) noexcept override {
    if (replies.size() == wanted_) return false;
    replies.push_back(reply_text(reply));
    return true;
  }

  std::vector<std::string> replies;

 private:
  std::size_t wanted_;
};

struct Parsed {
  std::vector<std::string> replies;
  std::string error;
  bool at_boundary;
};

/// What a new reader makes of the pieces, fed one after another until it fails.
inline Parsed parse_pieces(const std::vector<std::string_view>& pieces, const ReplyLimits& limits = {}) {
  detail::ReplyReader reader{limits};
  TextSink sink;
  for (const std::string_view piece : pieces) {
    if (!reader.feed(piece, sink)) break;
  }
  return {std::move(sink.replies), std::string{reader.error()}, reader.at_boundary()};
}

inline Parsed parse(std::string_view bytes, const ReplyLimits& limits = {}) { return parse_pieces({bytes}, limits); }

}  // namespace tributary::test
