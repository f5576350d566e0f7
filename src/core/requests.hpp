#pragma once

#include "core/program_loads.hpp"
#include "core/sent_requests.hpp"

namespace tributary::detail {

/// What an exchange knows of its requests, for the errors that answer them.
struct Requests {
  SentRequests sent;  ///< but those whose bytes were moved
  ProgramLoads loads;

  void clear() noexcept {
    sent.clear();
    loads.clear();
  }
};

}  // namespace tributary::detail
