// Threads with blocking calls, as in a service of request handlers: on one client that batches by itself, and on one
// with a pool of connections. The batch size only sets how many commands there are.

#include "modes/modes.hpp"
#include "workloads/recorded_workloads.hpp"

#include <tributary/asio.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tributary::bench {
namespace {

template <class Caller, std::size_t threads>
struct ThreadsOf {
  template <class Record>
  class Running final : public Mode {
   public:
    explicit Running(const ModeSetup& setup) : setup_{setup}, redis_{Caller::connect(setup)} {}

    void prepare(std::int64_t) override {
      for (auto& own : own_latencies_) own.clear();
    }

    std::int64_t run(std::int64_t batches, std::int64_t batch) override {
      const std::int64_t commands = batches * batch;
      std::vector<std::jthread> running;
      std::int64_t verified = 0;
      std::exception_ptr error;
      std::mutex mutex;
      for (std::size_t i = 0; i < threads; ++i) {
        const auto share = static_cast<std::int64_t>(threads);
        const std::int64_t own = commands / share + (static_cast<std::int64_t>(i) < commands % share ? 1 : 0);
        running.emplace_back([&, i, own] {
          try {
            const std::int64_t right = issue(i, own);
            const std::lock_guard lock{mutex};
            verified += right;
            latencies().add(own_latencies_[i]);
          } catch (...) {
            const std::lock_guard lock{mutex};
            error = std::current_exception();
          }
        });
      }
      running.clear();
      if (error != nullptr) std::rethrow_exception(error);
      return verified;
    }

   private:
    std::int64_t issue(std::size_t thread, std::int64_t commands) {
      Record record{setup_.workload};
      Traffic traffic{{.endpoint = setup_.endpoint,
                       .workload = setup_.workload,
                       .keys = setup_.keys,
                       .callers = Callers::several,
                       .first_request = thread * setup_.workload.requests.size() / threads}};
      traffic.restart();
      Pacer own_pacer = pacer().share(threads);
      for (std::int64_t i = 0; i < commands; ++i) {
        const auto since = own_pacer.next(1);
        if (own_pacer.is_open_loop()) wait_until(since);
        const typename Record::Result result = record(redis_, traffic.requests.next());
        Caller::wait_for(result);
        own_latencies_[thread].add_since(since);
        record.verify(result, traffic.verifier);
      }
      return traffic.verifier.verified();
    }

    const ModeSetup setup_;
    typename Caller::Client redis_;
    std::vector<LatencyHistogram> own_latencies_ = std::vector<LatencyHistogram>(threads);
  };
};

struct OnAsyncClient {
  using Client = AsyncClient;
  static Client connect(const ModeSetup& setup) {
    return AsyncClient{setup.endpoint.uri, AsyncClientOptions{.connections = setup.clients}};
  }
  template <class Result>
  static void wait_for(const Result& result) {
    wait(result);
  }
};

struct OnClient {
  using Client = tributary::Client;
  static Client connect(const ModeSetup& setup) { return tributary::Client{setup.endpoint.uri}; }
  template <class Result>
  static void wait_for(const Result&) {}
};

}  // namespace

std::unique_ptr<Mode> make_threads8(const ModeSetup& setup) {
  return make_recorded<ThreadsOf<OnAsyncClient, 8>::Running>(setup);
}
std::unique_ptr<Mode> make_threads64(const ModeSetup& setup) {
  return make_recorded<ThreadsOf<OnAsyncClient, 64>::Running>(setup);
}
std::unique_ptr<Mode> make_pool8(const ModeSetup& setup) {
  return make_recorded<ThreadsOf<OnClient, 8>::Running>(setup);
}

}  // namespace tributary::bench
