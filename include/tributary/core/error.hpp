#pragma once

#include <tributary/config.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary {

namespace detail {
struct ResultErrorAccess;
}

/// Why a result holds no value.
enum class ErrorKind : std::uint8_t {
  server,            ///< the server answered this command with an error
  decode,            ///< the reply is not a value of the result's type; the command was executed
  transport,         ///< the connection failed before the reply came
  conflict,          ///< a watched key was changed, so the transaction was not executed
  discarded,         ///< the command was dropped before it was sent
  continuation,      ///< the function given to then() threw
  version_conflict,  ///< a record is not as it was when it was loaded or last saved
  unique_conflict,   ///< another record has the value of a unique field
  not_found,         ///< there is no such record
};

/// What is known about a command whose reply never came.
enum class TransportOutcome : std::uint8_t {
  not_sent,       ///< the server cannot have executed it; repeating it is safe
  maybe_applied,  ///< it left, so it may have been executed
};

/// What went wrong on the way to the server.
enum class TransportReason : std::uint8_t {
  connect,        ///< no connection: refused, unknown host, no such socket, connect timeout
  handshake,      ///< the server refused AUTH, SELECT or CLIENT SETNAME
  pool_timeout,   ///< every connection of the pool stayed in use until the deadline
  timeout,        ///< the deadline of the exchange passed
  closed,         ///< the server closed the connection, or the network failed
  protocol,       ///< the server sent something that is not a reply to what was asked
  queue_full,     ///< so much waits to be sent already that the client takes nothing more
  cancelled,      ///< whoever waited for it has left, or the client was closed
  out_of_memory,  ///< there was no memory to send it, or to read the reply
};

TRIBUTARY_API std::string_view to_string(ErrorKind kind) noexcept;
TRIBUTARY_API std::string_view to_string(TransportOutcome outcome) noexcept;
TRIBUTARY_API std::string_view to_string(TransportReason reason) noexcept;

/// Everything known about one failed result. Which members have a meaning depends on the kind.
struct ErrorInfo {
  ErrorKind kind = ErrorKind::discarded;
  std::string message;       ///< one sentence; for server errors the server's own text, of which control
                             ///< characters are written as \xNN
  std::string code;          ///< server: the first word of its text, such as WRONGTYPE
  std::string command;       ///< the command's name; empty when no command is concerned
  std::string key;           ///< server, decode, transport: the command's key, when it has one and no
                             ///< other; streams do not know it
  std::size_t position = 0;  ///< index of the command in its batch, from 0, in the order of the wire
  std::string expected;      ///< decode: the type that was wanted
  std::string actual;        ///< decode: what came
  TransportOutcome outcome = TransportOutcome::not_sent;  ///< transport
  TransportReason reason = TransportReason::closed;       ///< transport
  std::string server;                                     ///< transport: its URI, without user and password
  std::string connection;        ///< transport: its name in the Connections, when the command was recorded for one
  std::exception_ptr exception;  ///< continuation: what was thrown
};

/// Base of everything that this library throws, except std::invalid_argument for a bad argument of a command.
class TRIBUTARY_API RedisError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A result was read before its batch executed.
class TRIBUTARY_API ResultNotReady : public RedisError {
 public:
  ResultNotReady();
};

/// A context, result or registry was used in a way that cannot work; the message says which rule it broke.
class TRIBUTARY_API UsageError : public RedisError {
 public:
  using RedisError::RedisError;
};

/// A batch is meant for a connection name that the registry does not know.
class TRIBUTARY_API UnknownConnection : public RedisError {
 public:
  explicit UnknownConnection(std::string name);
  const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
};

/// Base of the errors that a result can hold.
class TRIBUTARY_API ResultError : public RedisError {
 public:
  explicit ResultError(std::shared_ptr<const ErrorInfo> info, std::size_t failed = 1);

  const ErrorInfo& info() const noexcept TRIBUTARY_LIFETIME_BOUND { return *info_; }
  const std::string& command() const noexcept TRIBUTARY_LIFETIME_BOUND { return info_->command; }
  std::size_t position() const noexcept { return info_->position; }
  /// How many commands of the batch failed, when execute() throws this for the first of them.
  std::size_t failed() const noexcept { return failed_; }

 private:
  friend struct detail::ResultErrorAccess;

  std::shared_ptr<const ErrorInfo> info_;
  std::size_t failed_;
};

/// A command failed by itself: its neighbours and the connection are fine.
class TRIBUTARY_API CommandError : public ResultError {
 public:
  using ResultError::ResultError;
};

/// The server answered with an error.
class TRIBUTARY_API ServerError : public CommandError {
 public:
  using CommandError::CommandError;
  /// The first word of the server's text: ERR, WRONGTYPE, NOAUTH, OOM, READONLY, LOADING, ...
  const std::string& code() const noexcept { return info().code; }
};

/// The reply is not a value of the result's type. The command was executed all the same.
class TRIBUTARY_API DecodeError : public CommandError {
 public:
  using CommandError::CommandError;
  const std::string& expected() const noexcept { return info().expected; }
  const std::string& actual() const noexcept { return info().actual; }
};

/// A key that the transaction depends on was changed by somebody else before its EXEC: none of its commands was
/// executed.
class TRIBUTARY_API TransactionConflict : public CommandError {
 public:
  using CommandError::CommandError;
};

/// A record is not as it was when it was loaded or last saved: somebody else has saved it or made it anew, its stored
/// form has another version, or an operation before this one failed. Nothing was written. Load it again.
class TRIBUTARY_API VersionConflict : public CommandError {
 public:
  using CommandError::CommandError;
};

/// Another record has the value of a unique field: nothing was written.
class TRIBUTARY_API UniqueConflict : public CommandError {
 public:
  using CommandError::CommandError;
};

/// There is no record of that id, where one was expected: it is to be loaded, or what is to be written would make one
/// without its required fields. Nothing was written. The message has its key.
class TRIBUTARY_API RecordNotFound : public CommandError {
 public:
  using CommandError::CommandError;
};

/// The connection failed. It is closed; the next execute uses another one. The message names the server, and repeats
/// the last error that it answered in this exchange: that may be why.
class TRIBUTARY_API TransportError : public ResultError {
 public:
  using ResultError::ResultError;
  /// `redis://host:port/database` or `unix:///path`.
  const std::string& server() const noexcept { return info().server; }
  /// The server's name in the Connections; empty for a context of one client.
  const std::string& connection() const noexcept { return info().connection; }
  TransportReason reason() const noexcept { return info().reason; }
  /// Of the command that this error is read from; thrown by execute(), of the whole batch.
  TransportOutcome outcome() const noexcept { return info().outcome; }
};

/// The command was dropped before it was sent: its context was left by an exception, or never executed.
class TRIBUTARY_API Discarded : public ResultError {
 public:
  using ResultError::ResultError;
};

namespace detail {

/// Throws the class that belongs to the kind; for continuation errors the original exception.
[[noreturn]] TRIBUTARY_API void raise(std::shared_ptr<const ErrorInfo> info, std::size_t failed = 1);
/// The same exception, for those who hand it on.
TRIBUTARY_API std::exception_ptr exception_of(std::shared_ptr<const ErrorInfo> info, std::size_t failed = 1) noexcept;
[[noreturn]] TRIBUTARY_API void raise_not_ready();
/// What was thrown, for a result that becomes it.
struct ResultErrorAccess {
  static const std::shared_ptr<const ErrorInfo>& info(const ResultError& error) noexcept { return error.info_; }
};
/// UsageError: the value of a result that others have, too, is to be taken.
[[noreturn]] TRIBUTARY_API void raise_not_copied();
/// UsageError: a result that was moved away is used.
[[noreturn]] TRIBUTARY_API void raise_moved_away();

}  // namespace detail

}  // namespace tributary
