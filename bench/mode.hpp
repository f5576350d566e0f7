#pragma once

#include "endpoint.hpp"
#include "latency_histogram.hpp"
#include "pacer.hpp"
#include "verifier.hpp"
#include "workload.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace tributary::bench {

/// What a mode is made from; it outlives the mode.
struct ModeSetup {
  const Endpoint& endpoint;
  const Workload& workload;
  const Keys& keys;
  Callers callers = Callers::one;
  std::size_t first_request = 0;  ///< where its commands begin
  std::size_t clients = 1;        ///< connections of this mode, where ModeEntry::clients says that it may have several
  std::size_t window = 1;         ///< commands in flight a connection, for the mode `window`
};

/// What a mode issues, and what must be answered, one command after the other.
struct Traffic {
  explicit Traffic(const ModeSetup& setup)
      : requests{setup.workload, setup.keys},
        verifier{setup.workload, setup.callers},
        first_request{setup.first_request} {}

  void restart() {
    requests.restart(first_request);
    verifier.restart(first_request);
  }

  RequestCursor requests;
  Verifier verifier;
  std::size_t first_request;
};

/// One way to send commands, with a connection of its own.
///
/// The runner calls `prepare` and then `run`, any number of times, on one thread. Every mode issues the commands that
/// Workload describes, checks every reply with a Verifier, and throws when one is wrong.
class Mode {
 public:
  Mode() = default;
  Mode(const Mode&) = delete;
  Mode& operator=(const Mode&) = delete;
  virtual ~Mode() = default;

  /// Gets ready for batches of this size, from the first request on, with all keys in their first state. Not measured.
  virtual void prepare(std::int64_t batch) = 0;

  /// Issues `batches` times `batch` commands; gives the number of replies that were read and found right. Measured.
  virtual std::int64_t run(std::int64_t batches, std::int64_t batch) = 0;

  /// How long each of what ModeEntry::timed names took, since the histogram was cleared.
  [[nodiscard]] LatencyHistogram& latencies() noexcept { return latencies_; }

  /// When each command of the next run is due.
  [[nodiscard]] Pacer& pacer() noexcept { return pacer_; }

 protected:
  /// Waits until the next `commands` are due, on this thread; the time from which their latency counts.
  LatencyHistogram::Clock::time_point begin(std::int64_t commands) noexcept {
    const auto due = pacer_.next(commands);
    if (pacer_.is_open_loop()) wait_until(due);
    return due;
  }

 private:
  LatencyHistogram latencies_;
  Pacer pacer_;
};

/// What a caller of a mode waits for, from the first call until the last value is read.
enum class Timed : std::uint8_t {
  batches,   ///< a command's own latency in a batch would only say where it stood in that
  commands,  ///< each is waited for
  nothing,   ///< nobody waits for anything but the end
};

/// What a mode's keys hold, and what one command of it is.
enum class Subject : std::uint8_t {
  values,        ///< what Workload says
  read_records,  ///< hashes of ten fields, each command loads one; see record.hpp
  written_records,
  chains,  ///< each key holds the name of the next one, and each command follows three of them
};

/// What --clients means to a mode.
enum class Clients : std::uint8_t {
  one,      ///< it has the connections that its name says, or one
  threads,  ///< it blocks: a thread with a mode of its own for each
  loop,     ///< one mode has several, and several event loops may share them
  shared,   ///< its threads share them
};

/// A mode by name, with what --help says about it.
struct ModeEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Mode> (*make)(const ModeSetup& setup);
  /// Waits for each reply before the next command, so that its runs have to be shorter.
  bool round_trip_each = false;
  Subject subject = Subject::values;
  Timed timed = Timed::batches;
  Clients clients = Clients::one;
  std::size_t own_threads = 1;  ///< that call, of one mode
  bool only_strings = false;    ///< carries the workloads incrby, get and set, and no other
  bool other_client = false;    ///< for comparison, and no advice
  bool tcp_only = false;        ///< cannot reach a server over a unix socket
  bool over_tls = false;        ///< goes over TLS, whatever the others do: see Endpoint::tls_uri
  bool on_request = false;      ///< only where --modes or an option of its own asks for it
};

/// Every mode, in the order of reports. `wire` comes first: the others are compared with it.
[[nodiscard]] std::span<const ModeEntry> known_modes() noexcept;

/// The entry of that name, or null.
[[nodiscard]] const ModeEntry* find_mode(std::string_view name) noexcept;

}  // namespace tributary::bench
