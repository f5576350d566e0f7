#pragma once

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define TRIBUTARY_HAS_SINGLE_THREADED 1
#endif

namespace tributary::detail {

/// True in a process that has had one thread only, as far as the C library tells: what threads may share need not be
/// counted atomically yet. std::shared_ptr asks the same.
inline bool is_single_threaded() noexcept {
#ifdef TRIBUTARY_HAS_SINGLE_THREADED
  return __libc_single_threaded != 0;
#else
  return false;
#endif
}

}  // namespace tributary::detail
