#include <tributary/commands/stream_pending.hpp>

#include <tributary/codec/scalars.hpp>

#include <tuple>

namespace tributary {

PendingSummary Codec<PendingSummary>::from_reply(const ReplyView& reply) {
  using Consumers = std::vector<std::pair<std::string, std::int64_t>>;
  auto [count, first, last, consumers] =
      decode<std::tuple<std::int64_t, std::optional<StreamId>, std::optional<StreamId>, std::optional<Consumers>>>(
          reply);
  PendingSummary summary{.count = count, .first = first, .last = last};
  if (!consumers) return summary;
  summary.consumers.reserve(consumers->size());
  for (auto& [consumer, pending] : *consumers) summary.consumers.push_back({std::move(consumer), pending});
  return summary;
}

PendingEntry Codec<PendingEntry>::from_reply(const ReplyView& reply) {
  auto [id, consumer, idle, deliveries] =
      decode<std::tuple<StreamId, std::string, std::chrono::milliseconds, std::int64_t>>(reply);
  return {id, std::move(consumer), idle, deliveries};
}

}  // namespace tributary
