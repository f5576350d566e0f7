#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/core/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tributary {

/// What a name is subscribed as. The server keeps three lists: the same name may stand in each of them.
enum class SubscriptionKind : std::uint8_t {
  channel,  ///< SUBSCRIBE
  pattern,  ///< PSUBSCRIBE
  sharded,  ///< SSUBSCRIBE
};

TRIBUTARY_API std::string_view to_string(SubscriptionKind kind) noexcept;

/// What somebody published.
struct SubscriberMessage {
  SubscriptionKind kind = SubscriptionKind::channel;  ///< of the subscription that brought it
  std::string channel;                                ///< where it was published
  std::string pattern;                                ///< the one that matched; empty unless it was a pattern
  std::string payload;

  /// The payload as a T.
  ///
  /// Errors:   DecodeError, which names the channel
  template <Decodable T>
  [[nodiscard]] T payload_as() const;
};

/// The connection is gone. Nothing comes until Reconnected.
struct Disconnected {
  TransportReason reason = TransportReason::closed;
  std::string message;
};

/// Everything that is subscribed is active again on a new connection. Messages that were published after `since` may
/// have been missed; what is published from now on will come. The moment to read again whatever the messages keep up
/// to date.
struct Reconnected {
  std::chrono::system_clock::time_point since;
};

/// The server cannot do it now, which is no refusal: it is BUSY or LOADING, CLUSTERDOWN or the like. It is asked again
/// by itself, with the backoff of the SubscriberOptions, until it can. Told once for each name.
struct Postponed {
  SubscriptionKind kind = SubscriptionKind::channel;
  std::vector<std::string> names;  ///< channels or patterns
  std::string code;                ///< the first word of the server's text
  std::string message;             ///< what was asked, and what the server said
};

/// Events were dropped here, the oldest first, because nobody had received them in time: only from an AsyncSubscriber
/// with WhenFull::drop_oldest.
struct EventsDropped {
  std::size_t count = 0;
};

using SubscriberEvent = std::variant<SubscriberMessage, Disconnected, Reconnected, Postponed, EventsDropped>;

/// The server refused a subscription, usually because of its ACL. The name is no longer subscribed, and is not asked
/// for again until somebody subscribes to it anew.
class TRIBUTARY_API SubscriptionRefused : public ServerError {
 public:
  SubscriptionRefused(std::shared_ptr<const ErrorInfo> info, SubscriptionKind kind, std::string name)
      : ServerError{std::move(info)}, kind_{kind}, name_{std::move(name)} {}

  SubscriptionKind kind() const noexcept { return kind_; }
  /// The channel or pattern.
  const std::string& name() const noexcept { return name_; }

 private:
  SubscriptionKind kind_;
  std::string name_;
};

namespace detail {

/// Throws the DecodeError of the exception that is being handled.
[[noreturn]] TRIBUTARY_API void raise_payload_error(const SubscriberMessage& message, const ReplyView& payload);

}  // namespace detail

template <Decodable T>
T SubscriberMessage::payload_as() const {
  const detail::ReplyNode node{ReplyKind::bulk, 0, payload.size()};
  const ReplyView view{&node, payload.data()};
  try {
    return decode<T>(view);
  } catch (...) {
    detail::raise_payload_error(*this, view);
  }
}

}  // namespace tributary
