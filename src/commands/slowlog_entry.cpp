#include <tributary/commands/slowlog_entry.hpp>

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

namespace tributary {

SlowlogEntry Codec<SlowlogEntry>::from_reply(const ReplyView& reply) {
  if (reply.size() < 4) throw_unexpected_reply("an array of at least 4", reply);
  SlowlogEntry out{
      .id = tributary::decode<std::int64_t>(reply[0]),
      .time = std::chrono::sys_time<std::chrono::seconds>{tributary::decode<std::chrono::seconds>(reply[1])},
      .duration = tributary::decode<std::chrono::microseconds>(reply[2]),
      .command = tributary::decode<std::vector<std::string>>(reply[3])};
  if (reply.size() > 4) out.client_addr = tributary::decode<std::string>(reply[4]);
  if (reply.size() > 5) out.client_name = tributary::decode<std::string>(reply[5]);
  return out;
}

}  // namespace tributary
