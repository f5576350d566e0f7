#include "try_command.hpp"

#include "hiredis_connection.hpp"
#include "server_keys.hpp"
#include "workloads/workload_entry.hpp"

#include <exception>
#include <stdexcept>
#include <string>

namespace tributary::bench {

void try_command(const Endpoint& endpoint, const Workload& workload) {
  if (workload.command != Command::custom) return;
  HiredisConnection redis{endpoint};
  const Keys keys{'a', 1};
  delete_keys(redis, keys);
  Words words;
  workload_entry(workload.command).words(workload, {.key = keys[0], .value = workload.value_of(0)}, words);
  try {
    redis.command(words.views());
  } catch (const std::exception& error) {
    throw std::runtime_error{std::string{"--command: "} + error.what()};
  }
  delete_keys(redis, keys);
}

}  // namespace tributary::bench
