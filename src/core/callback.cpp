#include <tributary/core/callback.hpp>

namespace tributary::detail {

Callback::~Callback() = default;

void CallbackList::push(std::unique_ptr<Callback> callback) noexcept {
  Callback* added = callback.release();
  (first_ == nullptr ? first_ : last_->next_) = added;
  last_ = added;
}

std::unique_ptr<Callback> CallbackList::pop() noexcept {
  if (first_ == nullptr) return nullptr;
  std::unique_ptr<Callback> popped{std::exchange(first_, first_->next_)};
  return popped;
}

void CallbackList::splice(CallbackList& other) noexcept {
  if (other.first_ == nullptr) return;
  (first_ == nullptr ? first_ : last_->next_) = std::exchange(other.first_, nullptr);
  last_ = other.last_;
}

void CallbackList::clear() noexcept {
  while (pop() != nullptr) {
  }
}

}  // namespace tributary::detail
