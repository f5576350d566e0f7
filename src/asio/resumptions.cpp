#include "asio/resumptions.hpp"

#include <cstddef>

namespace tributary::detail {

namespace {

thread_local Resumptions* t_current = nullptr;

/// Those of many callers are in no near cache of the processor, which gets the next one while one goes on.
void fetch_early(const Resumption* resumption) noexcept {
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kBytes = 256;  // of most: a handler, its executor and its results
  const auto* const begin = reinterpret_cast<const char*>(resumption);
  for (std::size_t line = 0; line < kBytes; line += kLine) __builtin_prefetch(begin + line);
}

}  // namespace

Resumptions::Scope::Scope(Resumptions& resumptions) noexcept : outer_{std::exchange(t_current, &resumptions)} {}

Resumptions::Scope::~Scope() { t_current = outer_; }

Resumptions* Resumptions::current() noexcept { return t_current; }

void Resumptions::add(Resumption& resumption) noexcept {
  (last_ == nullptr ? first_ : last_->next_) = &resumption;
  last_ = &resumption;
}

Resumption* Resumptions::pop() noexcept {
  Resumption* const popped = std::exchange(first_, first_->next_);
  if (first_ == nullptr) {
    last_ = nullptr;
  } else {
    fetch_early(first_);
  }
  popped->next_ = nullptr;
  return popped;
}

void Resumptions::drop_all() noexcept {
  while (first_ != nullptr) pop()->drop();
}

bool resume_behind_reader(Resumption& resumption) noexcept {
  if (t_current == nullptr) return false;
  t_current->add(resumption);
  return true;
}

}  // namespace tributary::detail
