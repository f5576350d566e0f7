#pragma once

#include <tributary/resp/reply_view.hpp>
#include <tributary/transport/subscriber_event.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::detail {

enum class PushType : std::uint8_t { message, subscribed, unsubscribed, pong };

/// What a server sends to a subscriber, as views into the reply.
struct Push {
  PushType type = PushType::pong;
  SubscriptionKind kind = SubscriptionKind::channel;
  std::string_view name;     ///< the subscription: a channel or a pattern
  std::string_view channel;  ///< message: where it was published
  std::string_view payload;  ///< message, pong
};

/// Nothing when the reply is none of those.
std::optional<Push> read_push(const ReplyView& reply) noexcept;

}  // namespace tributary::detail
