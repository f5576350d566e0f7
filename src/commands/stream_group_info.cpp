#include <tributary/commands/stream_group_info.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/commands/named_field.hpp>

namespace tributary {

using detail::field;

StreamGroupInfo Codec<StreamGroupInfo>::from_reply(const ReplyView& reply) {
  return {.name = field<std::string>(reply, "name"),
          .consumers = field<std::int64_t>(reply, "consumers"),
          .pending = field<std::int64_t>(reply, "pending"),
          .last_delivered_id = field<StreamId>(reply, "last-delivered-id"),
          .entries_read = field<std::optional<std::int64_t>>(reply, "entries-read"),
          .lag = field<std::optional<std::int64_t>>(reply, "lag")};
}

StreamConsumerInfo Codec<StreamConsumerInfo>::from_reply(const ReplyView& reply) {
  using Milliseconds = std::chrono::milliseconds;
  StreamConsumerInfo consumer{.name = field<std::string>(reply, "name"),
                              .pending = field<std::int64_t>(reply, "pending"),
                              .idle = field<Milliseconds>(reply, "idle")};
  if (const auto inactive = detail::find_field(reply, "inactive")) {
    const auto time = decode<Milliseconds>(*inactive);
    if (time >= Milliseconds::zero()) consumer.inactive = time;
  }
  return consumer;
}

}  // namespace tributary
