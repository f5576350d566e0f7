#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tributary {

/// Who opened a connection: this node to the other, or this node accepted it from the other.
enum class LinkDirection : std::uint8_t { to, from };

/// A connection between this node of a cluster and another one.
struct ClusterLink {
  LinkDirection direction = LinkDirection::to;
  std::string node{};  ///< the other node's id
  std::chrono::sys_time<std::chrono::milliseconds> created{};
  std::string events{};                    ///< r readable, w writable
  std::int64_t send_buffer_allocated = 0;  ///< bytes
  std::int64_t send_buffer_used = 0;       ///< bytes

  friend bool operator==(const ClusterLink&, const ClusterLink&) = default;
};

template <>
struct Codec<LinkDirection> {
  TRIBUTARY_API static LinkDirection decode(std::string_view name);
};
template <>
struct Codec<ClusterLink> {
  TRIBUTARY_API static ClusterLink from_reply(const ReplyView& reply);
};

}  // namespace tributary
