#include "core/thread_cache.hpp"

#include <cstdlib>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

// Results may be released by destructors that run after this thread's cache is gone. A plain pointer and flag survive
// it.
thread_local ThreadCache* t_cache = nullptr;
thread_local bool t_ended = false;

struct CacheOwner {
  ThreadCache cache;
  CacheOwner() noexcept { t_cache = &cache; }
  ~CacheOwner() {
    t_cache = nullptr;
    t_ended = true;
  }
};

ThreadCache* start_cache() noexcept {
  if (t_ended) return nullptr;
  thread_local CacheOwner owner;
  return &owner.cache;
}

}  // namespace

ThreadCache* ThreadCache::current() noexcept { return t_cache != nullptr ? t_cache : start_cache(); }

ThreadCache::~ThreadCache() {
  while (slabs_ != nullptr) std::free(std::exchange(slabs_, slabs_->next));
}

Slab* ThreadCache::take_slab() noexcept {
  if (slabs_ == nullptr) return nullptr;
  --slab_count_;
  return std::exchange(slabs_, slabs_->next);
}

bool ThreadCache::keep_slab(Slab* slab) noexcept {
  if (slab_count_ == kSlabs) return false;
  slab->next = std::exchange(slabs_, slab);
  ++slab_count_;
  return true;
}

std::unique_ptr<Tape> ThreadCache::take_tape() { return tape_count_ == 0 ? nullptr : std::move(tapes_[--tape_count_]); }

void ThreadCache::keep_tape(std::unique_ptr<Tape> tape) noexcept {
  if (tape_count_ < kTapes) tapes_[tape_count_++] = std::move(tape);
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
