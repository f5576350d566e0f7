#pragma once

#include <atomic>
#include <string>
#include <string_view>

namespace tributary::detail {

/// Who is at work on a tape, so that nobody else begins: a codec or a lazy range that records while its own command is
/// written or its batch is executed; in builds with assertions also another thread.
///
/// What a command was refused for, its neighbour is refused for too, although a codec may have swallowed the exception.
class TapeGuard {
 public:
  static constexpr std::string_view kExecute{"execute()"};
  /// Of a transaction, while those who waited for its answers run.
  static constexpr std::string_view kTransaction{"EXEC"};

  /// `work`: the verb of the command that is going to be written, or kExecute. Known by its address.
  ///
  /// Errors:   UsageError when somebody is at work
  void enter(const std::string_view& work) {
    pass(work);
    work_ = &work;
  }
  /// The same for work within which nobody else can begin any: it leaves no mark. To be followed by passed().
  void pass(const std::string_view& work) {
#ifndef NDEBUG
    claim(work);
#endif
    if (work_ != nullptr) refuse(work);
  }
  void passed() noexcept {
#ifndef NDEBUG
    user_.store(nullptr, std::memory_order_release);
#endif
  }
  /// UsageError when something else was refused meanwhile.
  void require_undisturbed(const std::string_view& work) const {
    if (work_ != &work) refuse_disturbed();
  }
  void leave() noexcept {
    work_ = nullptr;
    passed();
  }
  /// UsageError when a command is being written, or another thread is at work.
  void require_idle(const std::string_view& work) {
    enter(work);
    leave();
  }
  bool is_idle() const noexcept { return work_ == nullptr; }
  /// A command lies on the tape in part.
  bool is_writing() const noexcept { return work_ != nullptr && work_ != &kExecute && work_ != &kTransaction; }

 private:
  void claim(const std::string_view& work);
  [[noreturn]] void refuse(std::string_view work);
  [[noreturn]] void refuse_disturbed() const;

  const std::string_view* work_ = nullptr;
  std::string_view disturbed_;  ///< stands for the work that was disturbed
  std::string refusal_;
  std::atomic<const void*> user_{nullptr};  ///< the thread, by the address of a variable of its own
};

}  // namespace tributary::detail
