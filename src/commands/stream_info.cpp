#include <tributary/commands/stream_info.hpp>

#include <tuple>
#include <utility>

namespace tributary {

using detail::field;

namespace {

using Time = StreamDelivery::Time;

Time consumer_time_from(const ReplyView& reply) { return Time{decode<std::chrono::milliseconds>(reply)}; }

}  // namespace

/// With the name of the consumer in the list of a group, without it in that of a consumer.
StreamDelivery Codec<StreamDelivery>::from_reply(const ReplyView& reply) {
  using Milliseconds = std::chrono::milliseconds;
  if (reply.size() == 3) {
    const auto [id, at, count] = decode<std::tuple<StreamId, Milliseconds, std::int64_t>>(reply);
    return {id, {}, Time{at}, count};
  }
  auto [id, consumer, at, count] = decode<std::tuple<StreamId, std::string, Milliseconds, std::int64_t>>(reply);
  return {id, std::move(consumer), Time{at}, count};
}

StreamConsumerDetails Codec<StreamConsumerDetails>::from_reply(const ReplyView& reply) {
  StreamConsumerDetails consumer{.name = field<std::string>(reply, "name"),
                                 .seen_at = consumer_time_from(detail::field_of(reply, "seen-time")),
                                 .pending_count = field<std::int64_t>(reply, "pel-count"),
                                 .pending = field<std::vector<StreamDelivery>>(reply, "pending")};
  for (StreamDelivery& delivery : consumer.pending) delivery.consumer = consumer.name;
  if (const auto active = detail::find_field(reply, "active-time")) {
    if (const Time time = consumer_time_from(*active); time >= Time{}) consumer.active_at = time;
  }
  return consumer;
}

StreamGroupDetails Codec<StreamGroupDetails>::from_reply(const ReplyView& reply) {
  return {.name = field<std::string>(reply, "name"),
          .last_delivered_id = field<StreamId>(reply, "last-delivered-id"),
          .entries_read = field<std::optional<std::int64_t>>(reply, "entries-read"),
          .lag = field<std::optional<std::int64_t>>(reply, "lag"),
          .pending_count = field<std::int64_t>(reply, "pel-count"),
          .pending = field<std::vector<StreamDelivery>>(reply, "pending"),
          .consumers = field<std::vector<StreamConsumerDetails>>(reply, "consumers")};
}

StreamCounts Codec<StreamCounts>::from_reply(const ReplyView& reply) {
  return {.length = field<std::int64_t>(reply, "length"),
          .radix_tree_keys = field<std::int64_t>(reply, "radix-tree-keys"),
          .radix_tree_nodes = field<std::int64_t>(reply, "radix-tree-nodes"),
          .last_generated_id = field<StreamId>(reply, "last-generated-id"),
          .max_deleted_entry_id = field<StreamId>(reply, "max-deleted-entry-id"),
          .entries_added = field<std::int64_t>(reply, "entries-added"),
          .recorded_first_entry_id = field<StreamId>(reply, "recorded-first-entry-id")};
}

}  // namespace tributary
