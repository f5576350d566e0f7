#include <tributary/codec/containers.hpp>

#include <fmt/format.h>

namespace tributary::detail {

void require_array(const ReplyView& reply) {
  if (!reply.is_array()) throw_unexpected_reply("an array", reply);
}

void require_array_of(const ReplyView& reply, std::size_t elements) {
  if (!reply.is_array() || reply.size() != elements)
    throw_unexpected_reply(fmt::format("an array of {}", elements), reply);
}

void require_even(const ReplyView& reply) {
  if (reply.size() % 2 != 0) throw_unexpected_reply("an array of pairs", reply);
}

}  // namespace tributary::detail
