#pragma once

#include <tributary/codec/codec.hpp>

namespace tributary {

/// The result of a command that answers +OK and nothing else: it worked, or the result holds an error.
struct Ok {
  friend bool operator==(Ok, Ok) noexcept { return true; }
};

template <>
struct Codec<Ok> {
  static Ok from_reply(const ReplyView& reply) {
    if (reply.kind() != ReplyKind::status || reply.text() != "OK") throw_unexpected_reply("status \"OK\"", reply);
    return {};
  }
};

}  // namespace tributary
