#include "transport/event_buffer.hpp"

#include <algorithm>

namespace tributary::detail {

std::size_t EventBuffer::size(const Item& item) noexcept {
  const SubscriberMessage* const message = std::get_if<SubscriberMessage>(&item);
  return message == nullptr ? 0 : size(*message);
}

void EventBuffer::put(Item item) {
  // An error that repeats itself while nobody listens is one error.
  if (std::holds_alternative<ErrorPointer>(item) && !items_.empty() &&
      std::holds_alternative<ErrorPointer>(items_.back())) {
    items_.back() = std::move(item);
    return;
  }
  const std::size_t bytes = size(item);
  if (bound_.when_full == WhenFull::drop_oldest) {
    while (!items_.empty() && !fits(bytes)) drop_oldest();
  }
  items_.push_back(std::move(item));
  bytes_ += bytes;
}

/// Messages first: what is told of the connection is little, and counts for longer.
void EventBuffer::drop_oldest() {
  auto oldest =
      std::ranges::find_if(items_, [](const Item& item) { return std::holds_alternative<SubscriberMessage>(item); });
  if (oldest == items_.end()) oldest = items_.begin();
  bytes_ -= size(*oldest);
  items_.erase(oldest);
  ++dropped_;
}

const SubscriberMessage* EventBuffer::front_message() const noexcept {
  return dropped_ > 0 || items_.empty() ? nullptr : std::get_if<SubscriberMessage>(&items_.front());
}

EventBuffer::Item EventBuffer::take() {
  if (dropped_ > 0) return EventsDropped{std::exchange(dropped_, 0)};
  Item item = std::move(items_.front());
  items_.pop_front();
  bytes_ -= size(item);
  return item;
}

}  // namespace tributary::detail
