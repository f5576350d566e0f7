#include "core/thread_cache.hpp"

#include <pthread.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

// Results may be released by destructors that run after this thread's cache is gone. A plain pointer and flag survive
// it.
thread_local ThreadCache* t_cache = nullptr;
thread_local bool t_ended = false;
alignas(ThreadCache) thread_local std::byte t_storage[sizeof(ThreadCache)];

/// Ends the caches of threads. Not the destructor of a thread_local object: glibc ends the process when it has no
/// memory to note one. The cache of the main thread ends with the process.
class EndOfThreads {
 public:
  EndOfThreads() noexcept : exists_{pthread_key_create(&key_, end_cache) == 0} {}
  ~EndOfThreads() {
    if (exists_) pthread_key_delete(key_);
  }
  EndOfThreads(const EndOfThreads&) = delete;
  EndOfThreads& operator=(const EndOfThreads&) = delete;

  /// False when there is no memory for it.
  bool note(ThreadCache* cache) noexcept { return exists_ && pthread_setspecific(key_, cache) == 0; }

 private:
  static void end_cache(void* cache) noexcept {
    t_cache = nullptr;
    t_ended = true;
    std::destroy_at(static_cast<ThreadCache*>(cache));
  }

  pthread_key_t key_{};
  bool exists_;
};

ThreadCache* start_cache() noexcept {
  static EndOfThreads ends;
  if (t_ended || !ends.note(reinterpret_cast<ThreadCache*>(t_storage))) return nullptr;
  return t_cache = ::new (t_storage) ThreadCache;
}

}  // namespace

ThreadCache* ThreadCache::current() noexcept { return t_cache != nullptr ? t_cache : start_cache(); }

/// Tapes first, as they end slabs.
ThreadCache::~ThreadCache() {
  tapes_.end_all([](Tape* tape) { delete tape; });
  flights_.end_all([](StartedFlight* flight) { delete flight; });
  slabs_.end_all([](Slab* slab) { std::free(slab); });
}

std::unique_ptr<Tape> acquire_tape() {
  ThreadCache* cache = ThreadCache::current();
  std::unique_ptr<Tape> tape = cache != nullptr ? cache->take_tape() : nullptr;
  return tape != nullptr ? std::move(tape) : std::make_unique<Tape>();
}

void release_tape(std::unique_ptr<Tape> tape) noexcept {
  tape->trim();
  if (ThreadCache* cache = ThreadCache::current()) cache->keep_tape(std::move(tape));
}

}  // namespace tributary::detail
