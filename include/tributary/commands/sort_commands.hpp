#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/sort_options.hpp>
#include <tributary/commands/sort_rows.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Sorted views of lists, sets and sorted sets.
///
/// Elements are compared as numbers; with .alpha byte by byte. Those that are no numbers make ERR, and so do the keys
/// of .by. A key that does not exist is empty; one that holds something else makes WRONGTYPE. In a cluster the patterns
/// of .by and GET make ERR, unless all of it is in one slot (since 7.4.0).
class TRIBUTARY_API SortCommands : public detail::CommandGroup<SortCommands> {
 public:
  /// Reads the elements in order: `sort<int>("numbers", {.order = ElementOrder::descending, .count = 10})`.
  ///
  /// Sends:    SORT key [BY pattern] [LIMIT offset count] [DESC] [ALPHA]
  /// Reply:    array of bulk strings -> std::vector<T>
  /// Cost:     O(N + M log M) for N elements, M of them taken
  /// Source:   redis.io/commands/sort, since 1.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> sort(std::string_view key, const SortOptions& options = {}) {
    return detail::deferred<std::vector<T>>(sort_as(detail::result_type<std::vector<T>>, key, options));
  }

  /// Reads, for each element in order, the values of other keys: `sort_get<std::string, int>("users", {"#", "age_*"})`.
  /// The element stands for the `*` of a pattern; "#" is the element itself, "user_*->name" a field of a hash.
  ///
  /// Sends:    SORT key [BY pattern] [LIMIT offset count] [DESC] [ALPHA] (GET pattern)...
  /// Reply:    array of bulk strings -> a vector of one row for each element: std::optional<T> for one type, a
  ///           std::tuple of them for several; std::nullopt where the key of a pattern does not exist, or holds no
  ///           string
  /// Errors:   std::invalid_argument unless there are as many patterns as types
  /// Cost:     O(N + M log M) for N elements, M of them taken, and O(M) for each pattern
  /// Source:   redis.io/commands/sort, since 1.0.0
  template <Decodable T = std::string, Decodable... Others>
  DeferredResult<std::vector<typename detail::SortRow<T, Others...>::Type>> sort_get(std::string_view key,
                                                                                     Arguments patterns,
                                                                                     const SortOptions& options = {}) {
    using Rows = std::vector<typename detail::SortRow<T, Others...>::Type>;
    return detail::deferred<Rows>(sort_get_as(rows_type<T, Others...>, 1 + sizeof...(Others), key, patterns, options));
  }

  /// Replaces whatever `destination` holds by a list of what sort_get() reads; an empty one removes it. What does not
  /// exist becomes the empty string.
  ///
  /// Sends:    SORT key [BY pattern] [LIMIT offset count] [DESC] [ALPHA] (GET pattern)... STORE destination
  /// Reply:    integer -> std::int64_t, the length of the list
  /// Errors:   std::invalid_argument for an empty list of patterns
  /// Cost:     as sort_get()
  /// Source:   redis.io/commands/sort, since 1.0.0
  DeferredResult<std::int64_t> sort_get_store(std::string_view destination, std::string_view key, Arguments patterns,
                                              const SortOptions& options = {});

  /// As sort(), also from a replica.
  ///
  /// Sends:    SORT_RO key [BY pattern] [LIMIT offset count] [DESC] [ALPHA]
  /// Source:   redis.io/commands/sort_ro, since 7.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<T>> sort_ro(std::string_view key, const SortOptions& options = {}) {
    return detail::deferred<std::vector<T>>(sort_ro_as(detail::result_type<std::vector<T>>, key, options));
  }

  /// As sort_get(), also from a replica.
  ///
  /// Sends:    SORT_RO key [BY pattern] [LIMIT offset count] [DESC] [ALPHA] (GET pattern)...
  /// Source:   redis.io/commands/sort_ro, since 7.0.0
  template <Decodable T = std::string, Decodable... Others>
  DeferredResult<std::vector<typename detail::SortRow<T, Others...>::Type>> sort_ro_get(
      std::string_view key, Arguments patterns, const SortOptions& options = {}) {
    using Rows = std::vector<typename detail::SortRow<T, Others...>::Type>;
    return detail::deferred<Rows>(
        sort_ro_get_as(rows_type<T, Others...>, 1 + sizeof...(Others), key, patterns, options));
  }

  /// Replaces whatever `destination` holds by a list of the elements in order; none remove it.
  ///
  /// Sends:    SORT key [BY pattern] [LIMIT offset count] [DESC] [ALPHA] STORE destination
  /// Reply:    integer -> std::int64_t, the length of the list
  /// Cost:     as sort()
  /// Source:   redis.io/commands/sort, since 1.0.0
  DeferredResult<std::int64_t> sort_store(std::string_view destination, std::string_view key,
                                          const SortOptions& options = {});

 private:
  template <class... T>
  static constexpr const detail::ResultType& rows_type =
      detail::custom_result_type<std::vector<typename detail::SortRow<T...>::Type>, &detail::sort_rows_from<T...>>;

  detail::SlotHandle sort_as(const detail::ResultType& type, std::string_view key, const SortOptions& options);
  detail::SlotHandle sort_get_as(const detail::ResultType& type, std::size_t columns, std::string_view key,
                                 const Arguments& patterns, const SortOptions& options);
  detail::SlotHandle sort_ro_as(const detail::ResultType& type, std::string_view key, const SortOptions& options);
  detail::SlotHandle sort_ro_get_as(const detail::ResultType& type, std::size_t columns, std::string_view key,
                                    const Arguments& patterns, const SortOptions& options);
};

}  // namespace tributary
