#pragma once

#include "contestant.hpp"

#include <memory>
#include <vector>

namespace tributary::bench {

/// A contestant in a process of its own, forked from this one, so that nothing that other modes have left in the
/// allocator or in caches of threads is there. It ends with this object, or with the thread that made it.
///
/// Make all of them before this process starts a thread.
[[nodiscard]] std::unique_ptr<Contestant> make_isolated(const ModeEntry& entry, char letter, const Contest& contest);

}  // namespace tributary::bench
