#include "pinning.hpp"

#include <fmt/format.h>

#include <sched.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tributary::bench {

std::vector<int> siblings_of(int core) {
  std::ifstream file{fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", core)};
  std::string list;
  std::getline(file, list);
  auto siblings = read_cores(list);
  if (siblings.empty()) siblings.push_back(core);
  return siblings;
}

Pinning share_cores(const std::vector<int>& cores, std::vector<int> (*siblings)(int core)) {
  Pinning pinning{.usable = static_cast<int>(cores.size())};
  if (cores.size() < 2) return pinning;
  pinning.server = {cores.back()};
  const auto beside = siblings(cores.back());
  std::copy_if(cores.begin(), cores.end(), std::back_inserter(pinning.client),
               [&](int core) { return std::find(beside.begin(), beside.end(), core) == beside.end(); });
  if (pinning.client.empty()) pinning.client.assign(cores.begin(), cores.end() - 1);
  return pinning;
}

std::vector<int> usable_cores() {
  std::vector<int> cores;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(static_cast<std::size_t>(core), &set)) cores.push_back(core);
  }
  return cores;
}

void run_on(const std::vector<int>& cores) {
  if (cores.empty()) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(static_cast<std::size_t>(core), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

std::vector<int> read_cores(const std::string& list) {
  std::vector<int> cores;
  std::istringstream in{list};
  for (int first = 0; in >> first;) {
    int last = first;
    if (in.peek() == '-') {
      in.get();
      if (!(in >> last)) break;
    }
    for (int core = first; core <= last && core < CPU_SETSIZE; ++core) cores.push_back(core);
    if (in.get() != ',') break;
  }
  return cores;
}

std::string to_string(const std::vector<int>& cores) {
  std::string list;
  for (std::size_t i = 0; i < cores.size();) {
    std::size_t last = i;
    while (last + 1 < cores.size() && cores[last + 1] == cores[last] + 1) ++last;
    list += fmt::format("{}{}", list.empty() ? "" : ",", cores[i]);
    if (last > i) list += fmt::format("-{}", cores[last]);
    i = last + 1;
  }
  return list;
}

}  // namespace tributary::bench
