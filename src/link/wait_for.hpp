#pragma once

#include "link/deadline.hpp"

namespace tributary::detail {

/// What a step waits for: that `events` of poll() happen on `fd`, which may be -1 for none, but not after `until`.
struct WaitFor {
  int fd = -1;
  short events = 0;
  Clock::time_point until;
};

}  // namespace tributary::detail
