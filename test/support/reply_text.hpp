#pragma once

#include <tributary/resp/reply_view.hpp>

#include <string>

namespace tributary::test {

/// A parsed reply in the form of printable_reply(), which reads the bytes on its own: `+OK`, `:12`, `[a, (nil)]`.
inline std::string reply_text(const ReplyView& reply) {
  switch (reply.kind()) {
    case ReplyKind::nil: return "(nil)";
    case ReplyKind::integer: return ":" + std::to_string(reply.integer());
    case ReplyKind::bulk: return std::string{reply.text()};
    case ReplyKind::status: return "+" + std::string{reply.text()};
    case ReplyKind::error: return "-" + std::string{reply.text()};
    case ReplyKind::array: break;
  }
  std::string text = "[";
  const char* separator = "";
  for (const ReplyView element : reply) {
    text.append(separator).append(reply_text(element));
    separator = ", ";
  }
  return text + "]";
}

}  // namespace tributary::test
