#pragma once

#include <string>
#include <vector>

namespace tributary::bench {

/// Which cores client and server have to themselves.
struct Pinning {
  int usable = 0;             ///< cores that this process had at first
  std::vector<int> server{};  ///< empty: not pinned
  std::vector<int> client{};

  [[nodiscard]] bool is_pinned() const noexcept { return !server.empty(); }
};

/// From how many cores on client and server are pinned without being told to. On two, whatever else runs comes in
/// between, and the system cannot move either out of its way. On a busy virtual machine of two cores, pinned commands
/// in batches of 1000 took three to six times as long, alone ones eight to fourteen times with five times the CPU.
inline constexpr int kCoresToPin = 4;

/// Gives the last of the cores to the server and the others to the client, without those that share their hardware with
/// the server's as long as others are left. Pins nothing where there is one core.
///
/// `siblings(core)` are those that share hardware with it, itself among them.
[[nodiscard]] Pinning share_cores(const std::vector<int>& cores, std::vector<int> (*siblings)(int core));

/// Those that share hardware with this one, as the system tells, itself among them.
[[nodiscard]] std::vector<int> siblings_of(int core);

/// The cores that this thread may use.
[[nodiscard]] std::vector<int> usable_cores();

/// Lets this thread, and those and the processes that it will start, run on these cores only; nothing for none.
void run_on(const std::vector<int>& cores);

/// "0-2,5" as cores. What is no such list ends it.
[[nodiscard]] std::vector<int> read_cores(const std::string& list);
/// The other way round.
[[nodiscard]] std::string to_string(const std::vector<int>& cores);

}  // namespace tributary::bench
