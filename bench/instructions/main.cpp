// What scripts/bench-instructions runs under callgrind, which is told to count the steps of a workload, each for
// itself, and nothing else. Started alone it only checks the results.
//
//   tributary-instructions <workload> <batch> <batches>

#include "instructions/work.hpp"

#include "support/redis_server.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string_view>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT
#define CALLGRIND_DUMP_STATS_AT(step)
#endif

using namespace tributary::bench;

namespace {

// Until buffers, slabs and the connection are there, and the thread's caches are full.
constexpr int kWarmUps = 3;

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) {
    throw std::invalid_argument{fmt::format("'{}' is no number", text)};
  }
  return value;
}

/// The dump of callgrind says the name.
template <class Step>
void counted([[maybe_unused]] const char* name, Step&& step) {
  CALLGRIND_TOGGLE_COLLECT;
  step();
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS_AT(name);
}

void run(std::string_view name, std::size_t batch, std::size_t batches) {
  const tributary::test::RedisServer server;
  const auto work = make_work(name, {server.socket_path(), batch});
  for (int i = 0; i < kWarmUps; ++i) {
    work->record();
    work->execute();
    work->release();
  }
  for (std::size_t i = 0; i < batches; ++i) {
    counted("record", [&] { work->record(); });
    counted("execute", [&] { work->execute(); });
    counted("release", [&] { work->release(); });
  }
  // The work has checked each result.
  fmt::print("{} commands\n", batch * batches);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 4) throw std::invalid_argument{"usage: tributary-instructions <workload> <batch> <batches>"};
    run(argv[1], number(argv[2]), number(argv[3]));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tributary-instructions: {}\n", error.what());
    return 1;
  }
}
