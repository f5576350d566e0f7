// Threads with blocking calls, as in a service of request handlers: on one client that batches by itself, and on one
// with a pool of connections. The batch size only sets how many commands there are.

#include "modes/modes.hpp"
#include "modes/recorded_command.hpp"

#include <tributary/asio.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tributary::bench {
namespace {

// What a command's result holds, for one thread: any counter is right whose increments this thread shares with others.
class AnyVerifier {
 public:
  explicit AnyVerifier(const Workload& workload) : payload_{workload.payload} {}

  void integer(std::int64_t value) { count(value > kFirstCounter); }
  void bulk(std::string_view value) { count(value == payload_); }
  void ok(bool is_ok) { count(is_ok); }
  [[nodiscard]] std::int64_t verified() const noexcept { return verified_; }

 private:
  void count(bool right) {
    if (!right) throw std::runtime_error{"a reply is not what was asked for"};
    ++verified_;
  }

  std::string_view payload_;
  std::int64_t verified_ = 0;
};

template <class Caller, std::size_t threads>
struct ThreadsOf {
  template <class Record>
  class Running final : public Mode {
   public:
    explicit Running(const ModeSetup& setup)
        : workload_{setup.workload}, record_{setup.workload}, keys_{setup.keys}, redis_{setup.endpoint.uri} {}

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
      KeyCursor keys{keys_};
      keys.advance(thread * keys_.size() / threads);
      AnyVerifier verifier{workload_};
      for (std::int64_t i = 0; i < commands; ++i) {
        const auto begin = LatencyHistogram::Clock::now();
        const typename Record::Result result = record_(redis_, keys.next());
        Caller::wait_for(result);
        own_latencies_[thread].add_since(begin);
        record_.verify(result, verifier);
      }
      return verifier.verified();
    }

    const Workload& workload_;
    Record record_;
    const Keys& keys_;
    typename Caller::Client redis_;
    std::vector<LatencyHistogram> own_latencies_ = std::vector<LatencyHistogram>(threads);
  };
};

struct OnAsyncClient {
  using Client = AsyncClient;
  template <class Result>
  static void wait_for(const Result& result) {
    wait(result);
  }
};

struct OnClient {
  using Client = tributary::Client;
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
