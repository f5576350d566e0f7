#pragma once

#include <tributary/commands/transaction.hpp>

#include "commands/record.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tributary::detail {

// They belong to one connection, so only a session sends them.
inline constexpr CommandRow kWatch{"WATCH", -2, Access::none, Repeat::safe, kAllKeys};
inline constexpr CommandRow kUnwatch{"UNWATCH", 1, Access::none, Repeat::safe, kNoKey};

inline SlotHandle record_watch(Commands& commands, const KeyList& keys) {
  return record_as(commands, result_type<Ok>, kWatch, keys);
}
inline SlotHandle record_unwatch(Commands& commands) { return record_as(commands, result_type<Ok>, kUnwatch); }

/// std::invalid_argument for options that make no attempt.
inline const TransactionOptions& checked(const TransactionOptions& options) {
  if (options.attempts < 1) {
    throw std::invalid_argument{
        fmt::format("TransactionOptions::attempts is {}: the transaction would never be tried", options.attempts)};
  }
  if (options.first_backoff.count() < 0 || options.longest_backoff < options.first_backoff) {
    throw std::invalid_argument{fmt::format("TransactionOptions: a backoff from {} ms to {} ms is no range",
                                            options.first_backoff.count(), options.longest_backoff.count())};
  }
  return options;
}

}  // namespace tributary::detail
