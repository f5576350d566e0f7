#pragma once

#include <tributary/codec/containers.hpp>

namespace tributary::detail {

/// For commands that answer a list of one where they were asked for one.
template <class T>
T only_from(const ReplyView& reply) {
  require_array_of(reply, 1);
  return decode<T>(reply[0]);
}

}  // namespace tributary::detail
