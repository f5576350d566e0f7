// So many coroutines at once, each with one command after the other: what the client makes of callers that know nothing
// of each other. The batch size only sets how many commands there are.

#include "modes/modes.hpp"
#include "modes/recorded_command.hpp"
#include "modes/run_coroutines.hpp"

#include <tributary/asio.hpp>

#include <cstddef>

namespace tributary::bench {
namespace {

template <std::size_t coroutines>
struct AutoBatchedBy {
  template <class Record>
  class Running final : public Mode {
   public:
    explicit Running(const ModeSetup& setup)
        : record_{setup.workload}, keys_{setup.keys}, verifier_{setup.workload}, redis_{context_, setup.endpoint.uri} {}

    void prepare(std::int64_t) override {
      keys_.restart();
      verifier_.restart();
    }

    std::int64_t run(std::int64_t batches, std::int64_t batch) override {
      left_ = batches * batch;
      run_coroutines(context_, coroutines, [&](std::size_t) { return issue(); });
      return verifier_.verified();
    }

   private:
    // Answers come in the order of the commands, so that one verifier can follow all coroutines.
    boost::asio::awaitable<void> issue() {
      while (left_ > 0) {
        --left_;
        const auto begin = LatencyHistogram::Clock::now();
        const typename Record::Result result = record_(redis_, keys_.next());
        co_await async_wait(result);
        latencies().add_since(begin);
        record_.verify(result, verifier_);
      }
    }

    Record record_;
    KeyCursor keys_;
    Verifier verifier_;
    boost::asio::io_context context_{1};
    AsyncClient redis_;
    std::int64_t left_ = 0;
  };
};

}  // namespace

std::unique_ptr<Mode> make_auto1(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<1>::Running>(setup); }
std::unique_ptr<Mode> make_auto16(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<16>::Running>(setup); }
std::unique_ptr<Mode> make_auto128(const ModeSetup& setup) { return make_recorded<AutoBatchedBy<128>::Running>(setup); }
std::unique_ptr<Mode> make_auto1024(const ModeSetup& setup) {
  return make_recorded<AutoBatchedBy<1024>::Running>(setup);
}

}  // namespace tributary::bench
