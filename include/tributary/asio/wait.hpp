#pragma once

#include <tributary/core/deferred_result.hpp>

#include <utility>

namespace tributary {

namespace detail {

/// Errors:   UsageError on the thread that would have to settle it
TRIBUTARY_API void block_until_settled(const SlotHandle& slot);

}  // namespace detail

/// Blocks this thread until the result is there, and gives its value. For threads that run no executor of the client:
///
///     AsyncClient redis{"redis://localhost"};       // has a thread of its own
///     std::int64_t hits = wait(redis.incr("hits"));
///
/// Meanwhile this thread writes and reads for that client, when no other does; continuations and callbacks run on the
/// client's own thread none the less.
///
/// Errors:   what result() throws; UsageError within a continuation or callback of the client
template <class T>
T wait(DeferredResult<T> result) {
  if (!result.ready()) detail::block_until_settled(detail::ResultAccess::slot(result));
  return std::move(result).result();
}

}  // namespace tributary
