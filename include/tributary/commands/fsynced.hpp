#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <cstdint>

namespace tributary {

/// How many append-only files hold writes: what waitaof() waits for, and what it found.
struct Fsynced {
  std::int64_t local = 0;  ///< 0 or 1: the server's own
  std::int64_t replicas = 0;

  friend bool operator==(const Fsynced&, const Fsynced&) = default;
};

template <>
struct Codec<Fsynced> {
  static Fsynced from_reply(const ReplyView& reply) {
    detail::require_array_of(reply, 2);
    return {decode<std::int64_t>(reply[0]), decode<std::int64_t>(reply[1])};
  }
};

}  // namespace tributary
