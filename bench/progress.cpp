#include "progress.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>

namespace tributary::bench {
namespace {

constexpr std::string_view kWipeLine = "\r\x1b[K";

}  // namespace

Progress::Progress(bool wanted, int steps) : shown_{wanted && ::isatty(STDERR_FILENO) == 1}, steps_{steps} {}

Progress::~Progress() {
  if (shown_) {
    std::fwrite(kWipeLine.data(), 1, kWipeLine.size(), stderr);
  }
}

void Progress::step(std::string_view doing) {
  ++done_;
  if (shown_) {
    fmt::print(stderr, "{}[{}/{}] {}", kWipeLine, done_, steps_, doing);
    std::fflush(stderr);
  }
}

}  // namespace tributary::bench
