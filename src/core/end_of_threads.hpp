#pragma once

#include <pthread.h>

namespace tributary::detail {

/// Calls a function at the end of each thread that has noted something for it, behind the destructors of its
/// thread_local objects. Not one of these: glibc ends the process when it has no memory to note one. What the main
/// thread has noted ends with the process.
class EndOfThreads {
 public:
  explicit EndOfThreads(void (*end)(void* noted)) noexcept : exists_{pthread_key_create(&key_, end) == 0} {}
  ~EndOfThreads() {
    if (exists_) pthread_key_delete(key_);
  }
  EndOfThreads(const EndOfThreads&) = delete;
  EndOfThreads& operator=(const EndOfThreads&) = delete;

  /// One thing a thread. False when there is no memory for it.
  bool note(void* what) noexcept { return exists_ && pthread_setspecific(key_, what) == 0; }

 private:
  pthread_key_t key_{};
  bool exists_;
};

}  // namespace tributary::detail
