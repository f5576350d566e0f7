#include <tributary/core/error.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary {

namespace {

/// `INCR "user:1" (command 3)`
std::string name_of_command(const ErrorInfo& info) {
  const std::string key = info.key.empty() ? std::string{} : ' ' + detail::quote(info.key);
  return fmt::format("{}{} (command {})", info.command, key, info.position);
}

std::string sentence(const ErrorInfo& info, std::size_t failed) {
  std::string text = info.command.empty() ? info.message : fmt::format("{}: {}", name_of_command(info), info.message);
  if (failed > 1) text += fmt::format(" [the first of {} failed commands]", failed);
  return text;
}

}  // namespace

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::server: return "server";
    case ErrorKind::decode: return "decode";
    case ErrorKind::transport: return "transport";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::discarded: return "discarded";
    case ErrorKind::continuation: return "continuation";
    case ErrorKind::version_conflict: return "version_conflict";
    case ErrorKind::unique_conflict: return "unique_conflict";
    case ErrorKind::not_found: return "not_found";
  }
  return "unknown";
}

std::string_view to_string(TransportOutcome outcome) noexcept {
  return outcome == TransportOutcome::not_sent ? "not_sent" : "maybe_applied";
}

std::string_view to_string(TransportReason reason) noexcept {
  switch (reason) {
    case TransportReason::connect: return "connect";
    case TransportReason::handshake: return "handshake";
    case TransportReason::pool_timeout: return "pool_timeout";
    case TransportReason::timeout: return "timeout";
    case TransportReason::closed: return "closed";
    case TransportReason::protocol: return "protocol";
    case TransportReason::queue_full: return "queue_full";
    case TransportReason::cancelled: return "cancelled";
    case TransportReason::out_of_memory: return "out_of_memory";
  }
  return "unknown";
}

ResultNotReady::ResultNotReady()
    : RedisError{"this result is pending: it is filled when its outermost context executes"} {}

UnknownConnection::UnknownConnection(std::string name)
    : RedisError{fmt::format("no connection is named \"{}\"; add it to the Connections first", name)},
      name_{std::move(name)} {}

ResultError::ResultError(std::shared_ptr<const ErrorInfo> info, std::size_t failed)
    : RedisError{sentence(*info, failed)}, info_{std::move(info)}, failed_{failed} {}

namespace detail {

void raise(std::shared_ptr<const ErrorInfo> info, std::size_t failed) {
  switch (info->kind) {
    case ErrorKind::server: throw ServerError{std::move(info), failed};
    case ErrorKind::decode: throw DecodeError{std::move(info), failed};
    case ErrorKind::transport: throw TransportError{std::move(info), failed};
    case ErrorKind::conflict: throw TransactionConflict{std::move(info), failed};
    case ErrorKind::discarded: throw Discarded{std::move(info), failed};
    case ErrorKind::continuation: std::rethrow_exception(info->exception);
    case ErrorKind::version_conflict: throw VersionConflict{std::move(info), failed};
    case ErrorKind::unique_conflict: throw UniqueConflict{std::move(info), failed};
    case ErrorKind::not_found: throw RecordNotFound{std::move(info), failed};
  }
  throw RedisError{info->message};
}

std::exception_ptr exception_of(std::shared_ptr<const ErrorInfo> info, std::size_t failed) noexcept {
  try {
    raise(std::move(info), failed);
  } catch (...) {
    return std::current_exception();
  }
}

void raise_not_ready() { throw ResultNotReady{}; }

void raise_not_copied() {
  throw UsageError{
      "a value that cannot be copied is taken from a result that others have, too: refer to it by result()"};
}

void raise_moved_away() {
  throw UsageError{"a result that was moved away is used: its value is where it was moved to"};
}

}  // namespace detail
}  // namespace tributary
