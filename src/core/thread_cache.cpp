#include "core/thread_cache.hpp"

#include "core/end_of_threads.hpp"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

thread_local bool t_ended = false;
alignas(ThreadCache) thread_local std::byte t_storage[sizeof(ThreadCache)];

}  // namespace

thread_local constinit ThreadCache* ThreadCache::t_current_ = nullptr;

void ThreadCache::end(void* cache) noexcept {
  t_current_ = nullptr;
  t_ended = true;
  std::destroy_at(static_cast<ThreadCache*>(cache));
}

ThreadCache* ThreadCache::start() noexcept {
  static EndOfThreads ends{end};
  if (t_ended || !ends.note(t_storage)) return nullptr;
  return t_current_ = ::new (t_storage) ThreadCache;
}

/// Tapes first, as they end slabs.
ThreadCache::~ThreadCache() {
  free_recycled();
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
