#pragma once

#include "support/file_descriptor.hpp"
#include "support/temporary_folder.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tributary::test {

/// What a faulty proxy does to a connection.
enum class Fault : std::uint8_t {
  cut,           ///< closes both sides, in good order
  reset,         ///< closes both sides with bytes unread, by RST on TCP: who sent these is told that they are lost
  half_close,    ///< ends one direction: the receiver sees the end, the sender sends into nothing
  freeze,        ///< moves nothing in either direction for a while
  single_bytes,  ///< passes on what comes next byte by byte
  delay,         ///< moves nothing in one direction for a moment
};
inline constexpr std::array kAllFaults{Fault::cut,    Fault::reset,        Fault::half_close,
                                       Fault::freeze, Fault::single_bytes, Fault::delay};

std::string_view to_string(Fault fault) noexcept;

struct FaultyProxyOptions {
  std::uint32_t seed = 0;
  /// Listens on an ephemeral port of 127.0.0.1 as well.
  bool tcp = false;
  /// From one fault to the next in the same direction of a connection, on average.
  double bytes_between_faults = 16'384;
  /// How often each is chosen, in the order of `kAllFaults`. All 0: there are no faults.
  std::array<double, kAllFaults.size()> weights{1, 1, 1, 1, 1, 1};
  std::chrono::milliseconds longest_freeze{150};
  std::chrono::milliseconds longest_delay{5};
  std::size_t most_single_bytes = 200;
};

/// A proxy before a server's unix socket that harms connections at random offsets of what they carry, both ways.
///
/// What it has taken from one side it gives to the other, also when the one has left meanwhile, unless a fault or the
/// other side ends that. Owns one thread, its sockets and a temporary folder; any thread may call it. The destructor
/// closes every connection and joins. A seed fixes the numbers that are drawn; which connection draws them is up to the
/// scheduler, when there are several.
class FaultyProxy {
 public:
  explicit FaultyProxy(std::string server_socket, const FaultyProxyOptions& options = {});
  FaultyProxy(const FaultyProxy&) = delete;
  FaultyProxy& operator=(const FaultyProxy&) = delete;
  ~FaultyProxy();

  [[nodiscard]] const std::string& socket_path() const noexcept { return socket_path_; }
  /// 0 unless started with `.tcp = true`.
  [[nodiscard]] std::uint16_t tcp_port() const noexcept { return port_; }

  /// No faults from here on; what is frozen or delayed goes on. What was ended stays so.
  void calm();
  /// How often this was done to a connection.
  [[nodiscard]] std::size_t injected(Fault fault) const noexcept;
  /// How many connections came so far.
  [[nodiscard]] std::size_t accepted() const noexcept { return accepted_; }
  /// Waits until no connection is left, so that nothing more reaches the server; false when the time is over.
  [[nodiscard]] bool wait_idle(std::chrono::milliseconds timeout = std::chrono::seconds{60});
  /// Why it works no more; empty while it does.
  [[nodiscard]] std::string failure() const;

 private:
  struct Direction;
  struct Connection;

  void listen_on_unix_socket();
  void listen_on_loopback();
  void wake() noexcept;
  void serve() noexcept;
  void serve_until_stopped();
  void accept_all(const FileDescriptor& listener);
  void pump(Connection& connection, Direction& direction);
  bool give(Direction& direction);
  bool take(Direction& direction);
  bool is_held(const Direction& direction) const noexcept;
  bool fault_is_due(const Direction& direction) const;
  void inject(Connection& connection, Direction& direction);
  std::uint64_t next_distance();
  std::chrono::microseconds up_to(std::chrono::milliseconds longest);

  const std::string server_socket_;
  const FaultyProxyOptions options_;
  TemporaryFolder folder_;
  std::string socket_path_;
  std::uint16_t port_ = 0;
  FileDescriptor unix_listener_;
  FileDescriptor tcp_listener_;
  FileDescriptor wake_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> calm_ = false;
  std::atomic<std::size_t> accepted_ = 0;
  std::array<std::atomic<std::size_t>, kAllFaults.size()> injected_{};

  std::mt19937 random_;  // it and the connections are the thread's own
  std::vector<Connection> connections_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable looked_;
  std::uint64_t questions_ = 0;  // calls of wait_idle()
  std::uint64_t answered_ = 0;   // those before the thread last looked for new connections
  bool idle_ = true;             // there was none then
  std::string failure_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace tributary::test
