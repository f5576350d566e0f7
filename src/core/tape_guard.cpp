#include "core/tape_guard.hpp"

#include <tributary/core/error.hpp>

#include <fmt/format.h>

namespace tributary::detail {

namespace {

std::string participle_of(std::string_view work) {
  return work.data() == TapeGuard::kExecute.data() ? "called" : "recorded";
}

}  // namespace

void TapeGuard::claim(const std::string_view& work) {
  static thread_local char t_self;
  const void* user = nullptr;
  if (user_.compare_exchange_strong(user, &t_self, std::memory_order_acquire) || user == &t_self) return;
  throw UsageError{
      fmt::format("{} cannot be {} while another thread records on this context or executes it: a tree of contexts "
                  "belongs to one thread at a time",
                  work, participle_of(work))};
}

void TapeGuard::refuse(std::string_view work) {
  if (work_ == &kExecute) {
    throw UsageError{
        fmt::format("{} cannot be {} while its batch is being executed: record it in then() or on_execute()", work,
                    participle_of(work))};
  }
  if (work_ == &kTransaction) {
    throw UsageError{fmt::format(
        "{} cannot be {} into a transaction by what depends on its answers, which come with EXEC: read before it, in "
        "transaction(), or let a script decide",
        work, participle_of(work))};
  }
  if (work_ != &disturbed_) {
    refusal_ = fmt::format(
        "{} cannot be {} while {} is being written to the same batch, by a codec or a range of its "
        "own: nothing of either is sent",
        work, participle_of(work), *work_);
    work_ = &disturbed_;
  }
  refuse_disturbed();
}

void TapeGuard::refuse_disturbed() const { throw UsageError{refusal_}; }

}  // namespace tributary::detail
