#pragma once

namespace tributary::detail {

/// Ends a poll() of another thread.
class Wake {
 public:
  /// Errors:   RedisError when the process has no file descriptor left
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  /// What to poll for POLLIN.
  int fd() const noexcept { return fd_; }
  void signal() const noexcept;
  /// Takes all signals that have come.
  void drain() const noexcept;
  /// A new one for a forked process, which would take the signals of its parent.
  void renew();

 private:
  int fd_;
};

}  // namespace tributary::detail
