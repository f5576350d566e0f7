#include <tributary/commands/latency.hpp>

#include "commands/reply_fields.hpp"

#include <utility>

namespace tributary {

using namespace detail;

namespace {

using LatencyField = ReplyField<CommandLatency>;

constexpr std::array kLatencyFields{
    LatencyField{"calls", &read_member<&CommandLatency::calls>, kRequired},
    LatencyField{"histogram_usec", &read_member<&CommandLatency::histogram>, kRequired},
};

LatencySample sample_from(const ReplyView& seconds, const ReplyView& latency) {
  return {.time = std::chrono::sys_time<std::chrono::seconds>{tributary::decode<std::chrono::seconds>(seconds)},
          .latency = tributary::decode<std::chrono::milliseconds>(latency)};
}

}  // namespace

LatencySample Codec<LatencySample>::from_reply(const ReplyView& reply) {
  require_array_of(reply, 2);
  return sample_from(reply[0], reply[1]);
}

LatencyEvent Codec<LatencyEvent>::from_reply(const ReplyView& reply) {
  if (reply.size() < 4) throw_unexpected_reply("an array of at least 4", reply);
  return {.event = tributary::decode<std::string>(reply[0]),
          .latest = sample_from(reply[1], reply[2]),
          .max = tributary::decode<std::chrono::milliseconds>(reply[3])};
}

CommandLatency Codec<CommandLatency>::from_reply(const ReplyView& reply) { return struct_from(reply, kLatencyFields); }

}  // namespace tributary
