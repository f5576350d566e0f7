#pragma once

#include <cstddef>
#include <vector>

namespace tributary::detail {

/// Forgets the consumed front of a queue when it is worth the move: the queue of a stream, or of a shared connection,
/// may never be empty.
template <class T>
void forget_consumed(std::vector<T>& queue, std::size_t& first) noexcept {
  if (first < queue.size() && (first < 64 || 2 * first < queue.size())) return;
  queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(first));
  first = 0;
}

}  // namespace tributary::detail
