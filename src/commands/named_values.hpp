#pragma once

#include <tributary/codec/containers.hpp>

#include <string_view>

namespace tributary::detail {

/// Calls `take(name, value)` for each pair of a flat array, as RESP2 sends maps. Later servers may send names that
/// nobody knows yet: `take` leaves those alone.
template <class F>
void for_each_named(const ReplyView& reply, F&& take) {
  require_array(reply);
  require_even(reply);
  for (auto element = reply.begin(); element != reply.end(); ++element) {
    const ReplyView name = *element;
    ++element;
    take(name.text(), *element);
  }
}

}  // namespace tributary::detail
