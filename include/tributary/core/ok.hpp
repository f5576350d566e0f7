#pragma once

#include <tributary/codec/codec.hpp>

#include <concepts>
#include <iosfwd>

namespace tributary {

/// The result of a command that answers +OK and nothing else: it worked, or the result holds an error.
struct Ok {
  friend bool operator==(Ok, Ok) noexcept { return true; }
  template <std::derived_from<std::ios_base> Stream>
  friend Stream& operator<<(Stream& out, Ok) {
    out << "OK";
    return out;
  }
};

template <>
struct Codec<Ok> {
  static Ok from_reply(const ReplyView& reply) {
    if (reply.kind() != ReplyKind::status || reply.text() != "OK") throw_unexpected_reply("status \"OK\"", reply);
    return {};
  }
};

}  // namespace tributary
