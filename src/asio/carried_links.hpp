#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace tributary::detail {

class AsyncLink;
class Slot;
struct Batch;

/// The connections that may be carried by threads which wait for results of theirs: those of clients with a thread of
/// their own. A result knows no client, so each thread remembers what it started last.
class CarriedLinks {
 public:
  /// Where a connection is found, until it is removed.
  struct Place {
    std::size_t index;
    std::uint64_t number;
  };
  /// The link, and its executor, stay while this exists.
  struct Hold {
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::shared_ptr<AsyncLink> link;  // ended before its executor
  };

  /// Nothing when there are too many: it is carried by its own thread alone.
  static std::optional<Place> add(AsyncLink& link, const boost::asio::io_context::executor_type& executor) noexcept;
  /// From here on nobody takes hold of it.
  static void remove(const Place& place) noexcept;

  /// This thread has started a batch there.
  static void note_started(const Place& place, const Batch& batch) noexcept;
  /// That of the connection over which the result comes, when this thread started it last of all, and asks for the
  /// first time. It is expected to wait for what it starts next, too.
  static std::optional<Hold> take_hold_of(const Slot& slot);
  /// True once when this thread has waited since it was asked last.
  static bool take_habit() noexcept;
};

}  // namespace tributary::detail
