#include "transport/event_buffer.hpp"

#include "support/catch.hpp"

#include <string>
#include <variant>
#include <vector>

using namespace tributary;
using detail::EventBuffer;

namespace {

SubscriberMessage message(const std::string& payload) { return {SubscriptionKind::channel, "c", "", payload}; }

EventBuffer::ErrorPointer error(const std::string& text) {
  ErrorInfo info;
  info.message = text;
  return std::make_shared<const ErrorInfo>(std::move(info));
}

std::string text_of(const EventBuffer::Item& item) {
  if (const auto* got = std::get_if<SubscriberMessage>(&item)) return got->payload;
  if (const auto* dropped = std::get_if<EventsDropped>(&item)) return "dropped " + std::to_string(dropped->count);
  if (const auto* failure = std::get_if<EventBuffer::ErrorPointer>(&item)) return (*failure)->message;
  return std::holds_alternative<Disconnected>(item) ? "disconnected" : "reconnected";
}

std::vector<std::string> taken(EventBuffer& buffer) {
  std::vector<std::string> texts;
  while (!buffer.is_empty()) texts.push_back(text_of(buffer.take()));
  return texts;
}

}  // namespace

TEST_CASE("a buffer that is full says so, by events or by bytes, and has room when something was taken") {
  EventBuffer by_events{{.events = 2}};
  EventBuffer by_bytes{{.bytes = 9}};
  CHECK_FALSE(by_events.is_full());
  for (EventBuffer* const buffer : {&by_events, &by_bytes}) {
    buffer->put(message("abc"));
    CHECK_FALSE(buffer->is_full());
    CHECK(buffer->has_room_for(message("abc")));
    buffer->put(message("abcd"));
    CHECK(buffer->is_full());
    CHECK_FALSE(buffer->has_room_for(message("")));
    buffer->take();
    CHECK_FALSE(buffer->is_full());
  }
  CHECK(taken(by_bytes) == std::vector<std::string>{"abcd"});
  CHECK(by_bytes.has_room_for(message("far more than nine bytes")));
  by_bytes.put(message("far more than nine bytes"));
  CHECK(by_bytes.is_full());
}

TEST_CASE("the oldest messages are dropped before anything else, and how many is told in their place") {
  EventBuffer buffer{{.events = 3, .when_full = WhenFull::drop_oldest}};
  buffer.put(message("1"));
  buffer.put(Disconnected{});
  buffer.put(message("2"));
  buffer.put(Reconnected{});
  buffer.put(message("3"));
  CHECK(buffer.front_message() == nullptr);
  CHECK(taken(buffer) == std::vector<std::string>{"dropped 2", "disconnected", "reconnected", "3"});
  for (int i = 0; i < 5; ++i)
    buffer.put(i % 2 == 0 ? EventBuffer::Item{Disconnected{}} : EventBuffer::Item{Reconnected{}});
  CHECK(taken(buffer) == std::vector<std::string>{"dropped 2", "disconnected", "reconnected", "disconnected"});
}

TEST_CASE("an error that repeats itself is one, the last") {
  EventBuffer buffer{{}};
  buffer.put(error("first"));
  buffer.put(error("second"));
  buffer.put(message("m"));
  buffer.put(error("third"));
  CHECK(taken(buffer) == std::vector<std::string>{"second", "m", "third"});
}
