#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tributary::bench {

/// One batch of one workload, in the steps that are counted apart. Each result is checked.
class Work {
 public:
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work() = default;

  /// Opens the context and records the batch.
  virtual void record() = 0;
  /// Executes the context and ends it.
  virtual void execute() = 0;
  /// Reads the results and lets them go.
  virtual void release() = 0;
};

struct WorkSetup {
  std::string socket;  ///< of a server that belongs to nobody else
  std::size_t batch;
};

/// Errors: std::invalid_argument for a name that no workload has
[[nodiscard]] std::unique_ptr<Work> make_work(std::string_view name, const WorkSetup& setup);

/// The same commands by hiredis, each reply a tree: `incrby`, `get`, `hgetall`.
[[nodiscard]] std::unique_ptr<Work> make_hiredis_work(std::string_view command, const WorkSetup& setup);

}  // namespace tributary::bench
