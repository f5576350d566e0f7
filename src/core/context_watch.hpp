#pragma once

#include <tributary/core/context.hpp>

#include <utility>

namespace tributary::detail {

/// One execute() of a root while its continuations and callbacks run, which may execute it again, or end its context.
class Context::Watch {
 public:
  explicit Watch(Watch*& innermost) noexcept : innermost_{innermost}, outer_{std::exchange(innermost, this)} {}
  ~Watch() {
    if (!gone_) innermost_ = outer_;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// False for an execute() within a continuation of another one.
  bool is_outermost() const noexcept { return outer_ == nullptr; }
  /// The context was destroyed.
  bool gone() const noexcept { return gone_; }
  void end_context() noexcept {
    for (Watch* each = this; each != nullptr; each = each->outer_) each->gone_ = true;
  }
  /// What is to be called: that of the outermost execute() first, those of one within it behind.
  CallbackList& due() noexcept { return outer_ != nullptr ? outer_->due() : due_; }

 private:
  Watch*& innermost_;
  Watch* outer_;
  bool gone_ = false;
  CallbackList due_;
};

}  // namespace tributary::detail
