#include "asio/resumptions.hpp"

namespace tributary::detail {

namespace {

thread_local Resumptions* t_current = nullptr;

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
  if (first_ == nullptr) last_ = nullptr;
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
