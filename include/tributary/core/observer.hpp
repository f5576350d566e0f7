#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tributary {

/// What a client has done since it was made, and what it has to do now. Counted without locks, so that numbers of one
/// snapshot may differ by what happened meanwhile.
struct ClientStatistics {
  std::uint64_t batches = 0;   ///< that were executed or started
  std::uint64_t commands = 0;  ///< in these
  std::uint64_t failed = 0;    ///< commands whose result is an error
  std::uint64_t writes = 0;    ///< system calls that wrote something
  std::uint64_t bytes_written = 0;
  std::uint64_t reads = 0;  ///< system calls that read something
  std::uint64_t bytes_read = 0;
  std::uint64_t connections = 0;  ///< that were made
  std::uint64_t lost = 0;         ///< connections that failed
  std::uint64_t unsettled = 0;    ///< commands, now: queued, on their way or being executed
  std::uint64_t queued = 0;       ///< of these, commands that wait to be written; of an asynchronous client

  /// The achieved batch size.
  double commands_per_write() const noexcept {
    return writes == 0 ? 0 : static_cast<double>(commands) / static_cast<double>(writes);
  }
};

/// One batch that is over.
struct BatchReport {
  std::string_view server;  ///< its URI, without user and password
  std::size_t commands = 0;
  std::size_t failed = 0;
  std::chrono::nanoseconds duration{};  ///< from the execute until everything was settled
};

/// One command that was answered, or whose connection failed. One that is part of a transaction is not told, but its
/// EXEC is.
struct CommandReport {
  std::string_view server;
  std::string_view name;
  std::string_view key;                ///< empty unless the observer asks for keys; of a command with one key
  std::chrono::nanoseconds latency{};  ///< since its batch was given to the connection
  bool failed = false;                 ///< the server answered an error, or there was no answer
};

/// Something that happened to a client which no result tells, or not alone.
struct ClientEvent {
  enum class Kind : std::uint8_t {
    connected,      ///< a connection was made
    not_connected,  ///< one could not be made
    lost,           ///< a connection failed
    discarded,      ///< a context was destroyed with commands that were never executed, and no exception was the reason
    callback_threw,  ///< a callback of a batch that nobody waited for
  };

  Kind kind = Kind::connected;
  std::string_view server;
  std::string_view message;  ///< one sentence: why; empty for `connected`
};

TRIBUTARY_API std::string_view to_string(ClientEvent::Kind kind) noexcept;

/// Is told what a client does: a base for loggers and exporters of metrics.
///
///     struct Log : Observer {
///       void on_event(const ClientEvent& event) noexcept override { log(to_string(event.kind), event.message); }
///     };
///     ClientOptions options;
///     options.observer = std::make_shared<Log>();
///
/// Its functions are called on the threads that do the work, several at a time where there are several; what they are
/// given is valid during the call. They must be quick, and must not use the client.
class TRIBUTARY_API Observer {
 public:
  /// What on_command() is told. It costs each command a clock and a call, so by default nothing.
  enum class Detail : std::uint8_t { batches, commands, commands_with_keys };

  explicit Observer(Detail detail = Detail::batches) noexcept : detail_{detail} {}
  virtual ~Observer();

  virtual void on_batch(const BatchReport& report) noexcept;
  virtual void on_command(const CommandReport& report) noexcept;
  virtual void on_event(const ClientEvent& event) noexcept;

  Detail detail() const noexcept { return detail_; }

 private:
  Detail detail_;
};

}  // namespace tributary
