#pragma once

namespace tributary::detail {

/// How often this process was forked since it was started: a child has the sockets of its parent, and two processes
/// that read from one would take each other's replies.
unsigned forks() noexcept;

}  // namespace tributary::detail
