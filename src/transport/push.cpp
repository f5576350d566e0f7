// push    := message | confirmation | pong                                  RESP2 arrays
// message := "message" channel payload | "pmessage" pattern channel payload | "smessage" channel payload
// confirmation := ["p" | "s"] ("subscribe" | "unsubscribe") name count      count is an integer
// pong    := "pong" payload                                                 only while something is subscribed
#include "transport/push.hpp"

#include <array>
#include <cstddef>

namespace tributary::detail {

namespace {

struct Form {
  std::string_view word;
  PushType type;
  SubscriptionKind kind;
  std::size_t size;
};

constexpr std::array<Form, 10> kForms{{
    {"message", PushType::message, SubscriptionKind::channel, 3},
    {"pmessage", PushType::message, SubscriptionKind::pattern, 4},
    {"smessage", PushType::message, SubscriptionKind::sharded, 3},
    {"subscribe", PushType::subscribed, SubscriptionKind::channel, 3},
    {"psubscribe", PushType::subscribed, SubscriptionKind::pattern, 3},
    {"ssubscribe", PushType::subscribed, SubscriptionKind::sharded, 3},
    {"unsubscribe", PushType::unsubscribed, SubscriptionKind::channel, 3},
    {"punsubscribe", PushType::unsubscribed, SubscriptionKind::pattern, 3},
    {"sunsubscribe", PushType::unsubscribed, SubscriptionKind::sharded, 3},
    {"pong", PushType::pong, SubscriptionKind::channel, 2},
}};

}  // namespace

std::optional<Push> read_push(const ReplyView& reply) noexcept {
  if (reply.size() < 2) return std::nullopt;
  for (const Form& form : kForms) {
    if (reply.size() != form.size || reply[0].text() != form.word) continue;
    const bool confirmation = form.type == PushType::subscribed || form.type == PushType::unsubscribed;
    const std::size_t texts = confirmation ? 2 : form.size;
    for (std::size_t i = 0; i < texts; ++i) {
      if (!reply[i].is_text()) return std::nullopt;
    }
    Push push{form.type, form.kind, {}, {}, {}};
    if (form.type != PushType::pong) push.name = reply[1].text();
    if (form.type == PushType::message) push.channel = reply[form.size - 2].text();
    if (!confirmation) push.payload = reply[form.size - 1].text();
    return push;
  }
  return std::nullopt;
}

}  // namespace tributary::detail
