#include "crew.hpp"

#include <exception>
#include <numeric>
#include <thread>

namespace tributary::bench {
namespace {

std::size_t share_of(std::size_t whole, std::size_t index, std::size_t parts) {
  return whole / parts + (index < whole % parts ? 1 : 0);
}

std::size_t members_of(const ModeEntry& entry, const Load& load) {
  switch (entry.clients) {
    case Clients::threads: return load.clients;
    case Clients::loop: return load.threads;
    case Clients::one:
    case Clients::shared: break;
  }
  return 1;
}

}  // namespace

Crew::Crew(const ModeEntry& entry, const ModeSetup& setup, const Load& load) {
  const std::size_t members = members_of(entry, load);
  for (std::size_t i = 0; i < members; ++i) {
    modes_.push_back(entry.make({.endpoint = setup.endpoint,
                                 .workload = setup.workload,
                                 .keys = setup.keys,
                                 .callers = load.clients > 1 ? Callers::several : Callers::one,
                                 .first_request = i * setup.workload.requests.size() / members,
                                 .clients = share_of(load.clients, i, members),
                                 .window = load.window == 0 ? kUsualWindow : load.window}));
  }
}

void Crew::prepare(std::int64_t batch, double commands_per_second) {
  for (const auto& mode : modes_) {
    mode->prepare(batch);
    mode->latencies().clear();
    mode->pacer().restart(commands_per_second / static_cast<double>(modes_.size()));
  }
}

std::int64_t Crew::run(std::int64_t batches, std::int64_t batch) {
  if (modes_.size() == 1) return modes_.front()->run(batches, batch);
  std::vector<std::int64_t> verified(modes_.size());
  std::vector<std::exception_ptr> errors(modes_.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < modes_.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          const auto own = share_of(static_cast<std::size_t>(batches), i, modes_.size());
          verified[i] = modes_[i]->run(static_cast<std::int64_t>(own), batch);
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  for (const auto& error : errors) {
    if (error != nullptr) std::rethrow_exception(error);
  }
  return std::accumulate(verified.begin(), verified.end(), std::int64_t{0});
}

const LatencyHistogram& Crew::latencies() {
  if (modes_.size() == 1) return modes_.front()->latencies();
  together_.clear();
  for (const auto& mode : modes_) together_.add(mode->latencies());
  return together_;
}

}  // namespace tributary::bench
