#pragma once

#include "core/program_loads.hpp"
#include "core/sent_requests.hpp"

namespace tributary::detail {

/// What an exchange knows of its requests, for the errors that answer them.
struct Requests {
  SentRequests sent;  ///< but those whose bytes were moved
  ProgramLoads loads;

  /// The commands before `position` are settled, and their bytes are going.
  void forget_before(std::size_t position) noexcept {
    sent.forget_before(position);
    loads.forget_before(position);
  }
  void clear() noexcept {
    sent.clear();
    loads.clear();
  }
};

}  // namespace tributary::detail
