#pragma once

#include <tributary/asio/resumption.hpp>

#include <utility>

namespace tributary::detail {

/// The callers of one connection that are about to go on, in the order in which their results came.
class Resumptions {
 public:
  Resumptions() noexcept = default;
  ~Resumptions() { drop_all(); }
  Resumptions(const Resumptions&) = delete;
  Resumptions& operator=(const Resumptions&) = delete;

  /// While it exists, resume_behind_reader() of this thread adds to these.
  class Scope {
   public:
    explicit Scope(Resumptions& resumptions) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Resumptions* outer_;
  };
  /// Those of the innermost scope of this thread, or null.
  static Resumptions* current() noexcept;

  bool empty() const noexcept { return first_ == nullptr; }
  void add(Resumption& resumption) noexcept;
  /// Resumes the first one. What it throws ends nothing: the others are still there.
  void resume_one(const boost::asio::any_io_executor& here) { pop()->resume(here); }
  void drop_all() noexcept;

 private:
  Resumption* pop() noexcept;

  Resumption* first_ = nullptr;
  Resumption* last_ = nullptr;
};

}  // namespace tributary::detail
