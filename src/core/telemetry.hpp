#pragma once

#include <tributary/core/observer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tributary::detail {

/// What one client counts and tells. Any thread.
class Telemetry {
 public:
  using Clock = std::chrono::steady_clock;

  Telemetry(std::shared_ptr<Observer> observer, std::string server)
      : observer_{std::move(observer)}, server_{std::move(server)} {}

  const std::string& server() const noexcept { return server_; }

  void begin_batch(std::size_t commands) noexcept {
    add(batches_, 1);
    add(commands_, commands);
  }
  /// When batches are to be told, else without a meaning.
  Clock::time_point now() const noexcept { return observer_ != nullptr ? Clock::now() : Clock::time_point{}; }
  void end_batch(std::size_t commands, std::size_t failed, Clock::time_point begin) noexcept {
    add(settled_, commands);
    if (failed > 0) add(failed_, failed);
    if (observer_ != nullptr) observer_->on_batch({server_, commands, failed, Clock::now() - begin});
  }

  void wrote(std::size_t bytes) noexcept {
    add(writes_, 1);
    add(bytes_written_, bytes);
  }
  void read(std::size_t bytes) noexcept {
    add(reads_, 1);
    add(bytes_read_, bytes);
  }

  bool tells_commands() const noexcept {
    return observer_ != nullptr && observer_->detail() != Observer::Detail::batches;
  }
  bool tells_keys() const noexcept { return observer_->detail() == Observer::Detail::commands_with_keys; }
  void tell_command(std::string_view name, std::string_view key, std::chrono::nanoseconds latency,
                    bool failed) noexcept {
    observer_->on_command({server_, name, key, latency, failed});
  }
  void tell(ClientEvent::Kind kind, std::string_view message) noexcept {
    if (kind == ClientEvent::Kind::connected) add(connections_, 1);
    if (kind == ClientEvent::Kind::lost) add(lost_, 1);
    if (observer_ != nullptr) observer_->on_event({kind, server_, message});
  }

  ClientStatistics statistics() const noexcept {
    ClientStatistics all;
    all.batches = batches_.load(std::memory_order_relaxed);
    const std::uint64_t settled = settled_.load(std::memory_order_relaxed);
    all.commands = commands_.load(std::memory_order_relaxed);
    all.unsettled = all.commands > settled ? all.commands - settled : 0;
    all.failed = failed_.load(std::memory_order_relaxed);
    all.writes = writes_.load(std::memory_order_relaxed);
    all.bytes_written = bytes_written_.load(std::memory_order_relaxed);
    all.reads = reads_.load(std::memory_order_relaxed);
    all.bytes_read = bytes_read_.load(std::memory_order_relaxed);
    all.connections = connections_.load(std::memory_order_relaxed);
    all.lost = lost_.load(std::memory_order_relaxed);
    return all;
  }

 private:
  using Counter = std::atomic<std::uint64_t>;
  static void add(Counter& counter, std::uint64_t count) noexcept {
    counter.fetch_add(count, std::memory_order_relaxed);
  }

  const std::shared_ptr<Observer> observer_;
  const std::string server_;
  Counter batches_{0};
  Counter commands_{0};
  Counter settled_{0};
  Counter failed_{0};
  Counter writes_{0};
  Counter bytes_written_{0};
  Counter reads_{0};
  Counter bytes_read_{0};
  Counter connections_{0};
  Counter lost_{0};
};

}  // namespace tributary::detail
