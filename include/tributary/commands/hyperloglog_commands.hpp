#pragma once

#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <string_view>

namespace tributary {

/// HyperLogLogs: how many different elements were seen, counted in 12 KiB with an error of 0.81 %. They are strings of
/// a form of their own; a key that holds anything else makes WRONGTYPE.
class TRIBUTARY_API HyperLogLogCommands : public detail::CommandGroup<HyperLogLogCommands> {
 public:
  /// Counts one element, unless it was counted before.
  ///
  /// Sends:    PFADD key element
  /// Reply:    integer 0 or 1 -> bool, true when the estimated number changed
  /// Cost:     O(1)
  /// Source:   redis.io/commands/pfadd, since 2.8.9
  template <SingleArgument Element>
  DeferredResult<bool> pfadd(std::string_view key, const Element& element) {
    return pfadd_one(key, element);
  }
  /// Counts several elements. An empty list only makes the key.
  ///
  /// Sends:    PFADD key [element...]
  /// Reply:    integer 0 or 1 -> bool, true when the estimated number changed, or the key is new
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/pfadd, since 2.8.9
  DeferredResult<bool> pfadd(std::string_view key, Arguments elements);

  /// How many different elements were counted, about.
  ///
  /// Sends:    PFCOUNT key
  /// Reply:    integer -> std::int64_t, 0 when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/pfcount, since 2.8.9
  template <SingleKey Key>
  DeferredResult<std::int64_t> pfcount(const Key& key) {
    return pfcount_one(key);
  }
  /// How many different elements were counted by several keys together; one that they share counts once.
  ///
  /// Sends:    PFCOUNT key...
  /// Reply:    integer -> std::int64_t
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys, which are merged each time: far dearer for each than pfcount() of one; see pfmerge()
  /// Source:   redis.io/commands/pfcount, since 2.8.9
  DeferredResult<std::int64_t> pfcount(KeyList keys);

  /// Adds what was counted by `sources` to `destination`.
  ///
  /// Sends:    PFMERGE destination source...
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/pfmerge, since 2.8.9
  DeferredResult<Ok> pfmerge(std::string_view destination, KeyList sources);

 private:
  DeferredResult<bool> pfadd_one(std::string_view key, const Argument& element);
  DeferredResult<std::int64_t> pfcount_one(std::string_view key);
};

}  // namespace tributary
