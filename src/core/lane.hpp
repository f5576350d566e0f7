#pragma once

#include <tributary/core/context.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tributary::detail {

/// A name that one tree records for, and the client behind it. Belongs to the root.
struct Lane {
  Lane(std::string_view connection, std::shared_ptr<Executor> to) : name{connection}, executor{std::move(to)} {}
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  std::string name;
  std::shared_ptr<Executor> executor;  ///< looked up by name each time that there is something to send
  std::shared_ptr<Stream> stream;      ///< from the first flush on, until execute(); shared by the names of one client
  Tape* tape = nullptr;                ///< the root's, from the first recorded command on
};

}  // namespace tributary::detail
