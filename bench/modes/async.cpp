// A coroutine for each connection, all on one event loop, that executes batches like flat: what the loop costs.

#include "modes/modes.hpp"
#include "modes/run_coroutines.hpp"
#include "workloads/recorded_workloads.hpp"

#include <tributary/asio.hpp>

#include <cstddef>
#include <list>
#include <vector>

namespace tributary::bench {
namespace {

template <class Record>
class Async final : public Mode {
 public:
  explicit Async(const ModeSetup& setup) : record_{setup.workload}, traffic_{setup} {
    for (std::size_t i = 0; i < setup.clients; ++i) callers_.emplace_back(context_, setup.endpoint.uri);
  }

  void prepare(std::int64_t batch) override {
    traffic_.restart();
    for (auto& caller : callers_) caller.results.reserve(static_cast<std::size_t>(batch));
  }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    left_ = batches;
    auto caller = callers_.begin();
    run_coroutines(context_, callers_.size(), [&](std::size_t) { return execute(*caller++, batch); });
    return traffic_.verifier.verified();
  }

 private:
  struct Caller {
    Caller(boost::asio::io_context& context, const std::string& uri) : redis{context, uri} {}

    AsyncClient redis;
    std::vector<typename Record::Result> results;
  };

  boost::asio::awaitable<void> execute(Caller& caller, std::int64_t batch) {
    while (left_ > 0) {
      --left_;
      const auto since = pacer().next(batch);
      if (pacer().is_open_loop()) co_await resume_at(since);
      PipelineContext pipe{caller.redis};
      const std::size_t first = traffic_.requests.position();
      for (std::int64_t j = 0; j < batch; ++j) caller.results.push_back(record_(pipe, traffic_.requests.next()));
      co_await async_execute(pipe);
      traffic_.verifier.seek(first);
      for (const auto& result : caller.results) record_.verify(result, traffic_.verifier);
      latencies().add_since(since);
      caller.results.clear();
    }
  }

  Record record_;
  Traffic traffic_;
  boost::asio::io_context context_{1};
  std::list<Caller> callers_;
  std::int64_t left_ = 0;  // batches
};

}  // namespace

std::unique_ptr<Mode> make_async(const ModeSetup& setup) { return make_recorded<Async>(setup); }

}  // namespace tributary::bench
