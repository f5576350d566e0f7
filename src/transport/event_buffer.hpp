#pragma once

#include <tributary/core/error.hpp>
#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscriber_options.hpp>

#include "transport/subscription_set.hpp"

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <utility>
#include <variant>

namespace tributary::detail {

/// How much may have come that nobody has taken.
struct EventBound {
  std::size_t events = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
  WhenFull when_full = WhenFull::wait;
};

/// What a subscriber has to tell, in order, until somebody takes it.
class EventBuffer {
 public:
  using ErrorPointer = std::shared_ptr<const ErrorInfo>;
  using Item =
      std::variant<SubscriberMessage, Disconnected, Reconnected, Postponed, EventsDropped, Refusal, ErrorPointer>;

  explicit EventBuffer(const EventBound& bound) noexcept : bound_{bound} {}

  bool is_empty() const noexcept { return dropped_ == 0 && items_.empty(); }
  /// Whoever reads should not read more now.
  bool is_full() const noexcept { return items_.size() >= bound_.events || bytes_ >= bound_.bytes; }
  /// Without that anything is dropped for it. A message that is larger than the bound has room when nothing else is
  /// there.
  bool has_room_for(const SubscriberMessage& message) const noexcept { return items_.empty() || fits(size(message)); }

  /// Whatever the bound says: when the oldest are to be dropped, they are.
  void put(Item item);
  /// Null when it is not a message.
  const SubscriberMessage* front_message() const noexcept;
  /// To be called when it is not empty.
  Item take();
  void drop_front() { static_cast<void>(take()); }
  template <class Predicate>
  void erase_errors_if(Predicate&& predicate) {
    std::erase_if(
        items_, [&](const Item& item) { return !std::holds_alternative<SubscriberMessage>(item) && predicate(item); });
  }

 private:
  static std::size_t size(const SubscriberMessage& message) noexcept {
    return message.channel.size() + message.pattern.size() + message.payload.size();
  }
  static std::size_t size(const Item& item) noexcept;
  bool fits(std::size_t bytes) const noexcept {
    return items_.size() < bound_.events && bytes <= bound_.bytes && bytes_ <= bound_.bytes - bytes;
  }
  void drop_oldest();

  EventBound bound_;
  std::deque<Item> items_;
  std::size_t bytes_ = 0;    ///< of the messages in it
  std::size_t dropped_ = 0;  ///< since the last one was taken
};

}  // namespace tributary::detail
