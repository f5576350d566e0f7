#pragma once

#include <string_view>

namespace tributary::bench {

/// One line on standard error that is overwritten at each step; nothing at all unless that is a terminal.
class Progress {
 public:
  Progress(bool wanted, int steps);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Wipes the line.
  ~Progress();

  void step(std::string_view doing);

 private:
  bool shown_;
  int steps_;
  int done_ = 0;
};

}  // namespace tributary::bench
