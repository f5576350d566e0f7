#pragma once

#include <sys/types.h>

#include <functional>

namespace tributary::bench {

/// A process that cleans up when this one has ended before it could: by Ctrl-C, a signal or a crash.
///
/// It waits until this process has gone, and calls `clean_up` unless `done` was called. It ignores Ctrl-C. Make it
/// before this process starts a thread.
class Janitor {
 public:
  explicit Janitor(const std::function<void()>& clean_up);
  Janitor(const Janitor&) = delete;
  Janitor& operator=(const Janitor&) = delete;
  /// Lets it go without cleaning up, as this process has done that itself.
  ~Janitor();

 private:
  pid_t process_ = -1;
  int channel_ = -1;
};

}  // namespace tributary::bench
