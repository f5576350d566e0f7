#include <tributary/transport/subscriber_event.hpp>

#include "core/settle.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

namespace tributary {

std::string_view to_string(SubscriptionKind kind) noexcept {
  switch (kind) {
    case SubscriptionKind::channel: return "channel";
    case SubscriptionKind::pattern: return "pattern";
    case SubscriptionKind::sharded: return "sharded channel";
  }
  return "unknown";
}

namespace detail {

void raise_payload_error(const SubscriberMessage& message, const ReplyView& payload) {
  ErrorInfo info = decode_error(payload);
  info.message = fmt::format("the message on {}: {}", quote(message.channel), info.message);
  raise(std::make_shared<const ErrorInfo>(std::move(info)));
}

}  // namespace detail
}  // namespace tributary
