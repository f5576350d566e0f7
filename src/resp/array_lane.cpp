#include "resp/array_lane.hpp"

#include "resp/scalar_lane.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

namespace tributary::detail {

namespace {

constexpr std::size_t kDeepest = 7;      // what hiredis reads, too, before 1.0
constexpr std::int64_t kLeastValue = 3;  // bytes that any value has: `+\r\n`

/// An array that still misses elements.
struct Unfinished {
  std::size_t node = 0;
  std::size_t missing = 0;
};

bool make_room(std::vector<ReplyNode>& nodes, std::size_t size) noexcept {
  if (nodes.size() >= size) return true;
  try {
    nodes.resize(std::max(size, 2 * nodes.size()));
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool within_limits(std::span<const ReplyNode> nodes, const ReplyLimits& limits) noexcept {
  std::size_t text_bytes = 0;
  for (const ReplyNode& node : nodes) {
    if (node.kind == ReplyKind::array) continue;
    if (node.size > limits.max_bulk_bytes) return false;
    text_bytes += node.size;
  }
  return text_bytes <= limits.max_reply_bytes;
}

}  // namespace

std::size_t read_whole_array(std::span<const char> bytes, const ReplyLimits& limits, bool resp3,
                             std::vector<ReplyNode>& nodes) noexcept {
  const char* const base = bytes.data();
  const char* const end = base + bytes.size();
  const std::size_t deepest = std::min(limits.max_depth, kDeepest);
  std::array<Unfinished, kDeepest> outer;  // begins with one that is none, and misses the array itself
  std::size_t depth = 0;
  Unfinished array{0, 1};
  std::size_t used = 0;
  std::size_t promised = 1;  // nodes, with the elements that are to come
  const char* at = base;
  for (;;) {
    while (array.missing > 0) {
      if (end - at < kLeastValue) return 0;
      const char type = *at;
      if (type == '$' && depth > 0) [[likely]] {
        at = read_bulk(at, end, base, nodes[used]);
      } else if (type == '*' || (resp3 && (type == '%' || type == '~'))) {
        std::int64_t elements = 0;
        at = read_length(at + 1, end, elements);
        const bool is_nil = elements == -1 && type == '*';
        // Compared before anything is counted with it, as it may be absurd.
        if (at == nullptr || (!is_nil && (elements < 0 || elements > (end - at) / kLeastValue || depth == deepest))) {
          return 0;
        }
        const auto count = is_nil ? 0 : static_cast<std::size_t>(type == '%' ? 2 * elements : elements);
        promised += count;
        if (!make_room(nodes, promised)) return 0;
        if (!is_nil) {
          nodes[used] = {ReplyKind::array, count, 0};
          outer[depth++] = {array.node, array.missing - 1};
          array = {used++, count};
          continue;
        }
        nodes[used] = {ReplyKind::nil, 0, 0};
      } else {
        if (depth == 0) return 0;
        at = read_scalar(at, end, base, nodes[used]);
      }
      if (at == nullptr) return 0;
      ++used;
      --array.missing;
    }
    if (depth == 0) break;
    nodes[array.node].size = used - array.node - 1;
    array = outer[--depth];
  }
  if (used > limits.max_elements) return 0;
  // No string of it is longer than all of it.
  const bool may_exceed = bytes.size() > std::min(limits.max_bulk_bytes, limits.max_reply_bytes);
  if (may_exceed && !within_limits({nodes.data(), used}, limits)) return 0;
  return static_cast<std::size_t>(at - base);
}

}  // namespace tributary::detail
