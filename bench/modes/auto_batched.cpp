// So many coroutines at once, each with one command after the other: what the client makes of callers that know nothing
// of each other. All together they are a sliding window: each reply lets the next command leave. The batch size only
// sets how many commands there are.

#include "modes/modes.hpp"
#include "modes/run_coroutines.hpp"
#include "workloads/recorded_workloads.hpp"

#include <tributary/asio.hpp>

#include <cstddef>

namespace tributary::bench {
namespace {

template <class Record>
class AutoBatched : public Mode {
 public:
  AutoBatched(const ModeSetup& setup, std::size_t coroutines)
      : coroutines_{coroutines},
        record_{setup.workload},
        traffic_{setup},
        redis_{context_, setup.endpoint.uri, {.connections = setup.clients}} {}

  void prepare(std::int64_t) override { traffic_.restart(); }

  std::int64_t run(std::int64_t batches, std::int64_t batch) override {
    left_ = batches * batch;
    run_coroutines(context_, coroutines_, [&](std::size_t) { return issue(); });
    return traffic_.verifier.verified();
  }

 private:
  // On one connection answers come in the order of the commands, so that one verifier can follow all coroutines.
  boost::asio::awaitable<void> issue() {
    while (left_ > 0) {
      --left_;
      const auto since = pacer().next(1);
      if (pacer().is_open_loop()) co_await resume_at(since);
      const std::size_t request = traffic_.requests.position();
      const typename Record::Result result = record_(redis_, traffic_.requests.next());
      co_await async_wait(result);
      latencies().add_since(since);
      traffic_.verifier.seek(request);
      record_.verify(result, traffic_.verifier);
    }
  }

  std::size_t coroutines_;
  Record record_;
  Traffic traffic_;
  boost::asio::io_context context_{1};
  AsyncClient redis_;
  std::int64_t left_ = 0;
};

template <std::size_t coroutines>
struct AutoBatchedBy {
  template <class Record>
  struct Running final : AutoBatched<Record> {
    explicit Running(const ModeSetup& setup) : AutoBatched<Record>{setup, coroutines} {}
  };
};

template <class Record>
struct Windowed final : AutoBatched<Record> {
  explicit Windowed(const ModeSetup& setup) : AutoBatched<Record>{setup, setup.window * setup.clients} {}
};

}  // namespace

std::unique_ptr<Mode> make_auto1(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<1>::Running>(setup); }
std::unique_ptr<Mode> make_auto16(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<16>::Running>(setup); }
std::unique_ptr<Mode> make_auto128(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<128>::Running>(setup); }
std::unique_ptr<Mode> make_auto1024(const ModeSetup& setup) {
  return make_recorded<AutoBatchedBy<1024>::Running>(setup);
}
std::unique_ptr<Mode> make_window(const ModeSetup& setup) { return make_recorded<Windowed>(setup); }

}  // namespace tributary::bench
