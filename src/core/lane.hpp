#pragma once

#include <tributary/core/context.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace tributary::detail {

/// What one tree records for one connection, and where it goes. Belongs to the root.
struct Lane {
  Lane(std::string_view connection, std::shared_ptr<Executor> to) noexcept;
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  std::string name;
  std::shared_ptr<Executor> executor;  ///< looked up by name each time that there is something to send
  std::unique_ptr<Tape> tape;          ///< from the first recorded command on
  RangeList queue;                     ///< what has reached the root
  RangeList leaving;                   ///< what execute() is sending
  std::shared_ptr<Stream> stream;      ///< from the first flush on, until execute(); shared by the names of one client
};

}  // namespace tributary::detail
