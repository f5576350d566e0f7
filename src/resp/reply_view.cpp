#include <tributary/resp/reply_view.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

namespace tributary {

std::string_view to_string(ReplyKind kind) noexcept {
  switch (kind) {
    case ReplyKind::nil: return "nil";
    case ReplyKind::integer: return "integer";
    case ReplyKind::status: return "status";
    case ReplyKind::bulk: return "bulk string";
    case ReplyKind::error: return "error";
    case ReplyKind::array: return "array";
  }
  return "unknown";
}

std::string ReplyView::describe() const {
  switch (kind()) {
    case ReplyKind::nil: return "nil";
    case ReplyKind::integer: return fmt::format("integer {}", integer());
    case ReplyKind::array: return fmt::format("array of {}", size());
    case ReplyKind::status:
    case ReplyKind::bulk:
    case ReplyKind::error: return fmt::format("{} {}", to_string(kind()), detail::quote(text()));
  }
  return "unknown";
}

}  // namespace tributary
