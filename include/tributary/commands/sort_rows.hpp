#pragma once

#include <tributary/codec/containers.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace tributary::detail {

/// What sort_get() makes of one element: a tuple of what its patterns led to, each std::nullopt where no such key
/// exists, or only that when there is one pattern.
template <class First, class... Others>
struct SortRow {
  using Type = std::tuple<std::optional<First>, std::optional<Others>...>;
};
template <class Only>
struct SortRow<Only> {
  using Type = std::optional<Only>;
};

/// CodecError unless the reply is an array of whole rows.
TRIBUTARY_API void require_rows_of(const ReplyView& reply, std::size_t size);

/// Redis sends the rows one after another, without any border.
template <class... T>
std::vector<typename SortRow<T...>::Type> sort_rows_from(const ReplyView& reply) {
  using Row = typename SortRow<T...>::Type;
  require_rows_of(reply, sizeof...(T));
  std::vector<Row> rows;
  rows.reserve(reply.size() / sizeof...(T));
  const auto end = reply.end();
  for (auto element = reply.begin(); element != end;) {
    const auto next = [&element] {
      const ReplyView current = *element;
      ++element;
      return current;
    };
    rows.push_back(Row{decode<std::optional<T>>(next())...});
  }
  return rows;
}

}  // namespace tributary::detail
