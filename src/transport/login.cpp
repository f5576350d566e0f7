#include "transport/login.hpp"

#include <tributary/commands/pipeline_context.hpp>

#include "core/executor.hpp"
#include "transport/connection.hpp"
#include "transport/drive.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

namespace tributary::detail {

namespace {

/// Runs batches on one connection that is in no pool yet.
class OneConnection final : public Executor {
 public:
  OneConnection(Connection& connection, std::chrono::milliseconds timeout) noexcept
      : connection_{connection}, timeout_{timeout} {}

  void run(std::span<const Batch> batches) noexcept override { converse(connection_, batches, timeout_); }

 private:
  Connection& connection_;
  std::chrono::milliseconds timeout_;
};

/// The library's own commands, on that connection.
class LoginCommands final : public Commands {
 public:
  LoginCommands(Connection& connection, std::chrono::milliseconds timeout)
      : Commands{std::make_shared<OneConnection>(connection, timeout)} {}
};

/// A server may repeat what it does not understand: `ERR unknown command 'AUTH', with args beginning with: ...`.
std::string without_password(std::string text, const std::string& password) {
  constexpr std::string_view kMask = "***";
  if (password.empty()) return text;
  for (auto at = text.find(password); at != std::string::npos; at = text.find(password, at + kMask.size())) {
    text.replace(at, password.size(), kMask);
  }
  return text;
}

}  // namespace

void log_in(Connection& connection, const ClientOptions& options, std::chrono::milliseconds timeout) {
  LoginCommands commands{connection, timeout};
  PipelineContext pipe{commands};
  if (!options.password.empty() && options.username.empty()) {
    pipe.command<Ok>("AUTH", options.password);
  } else if (!options.password.empty()) {
    pipe.command<Ok>("AUTH", options.username, options.password);
  }
  if (options.database != 0) pipe.command<Ok>("SELECT", options.database);
  if (!options.client_name.empty()) pipe.command<Ok>("CLIENT", "SETNAME", options.client_name);
  try {
    pipe.execute();
  } catch (const ResultError& error) {
    connection.fail(TransportReason::handshake, fmt::format("{} let nobody in: {}", options.endpoint(),
                                                            without_password(error.what(), options.password)));
  }
}

void check_alive(Connection& connection, const ClientOptions& options) {
  LoginCommands commands{connection, options.connect_timeout};
  PipelineContext pipe{commands};
  pipe.command<std::string>("PING");
  pipe.execute(Errors::in_results);  // any answer is a sign of life; a failure is the connection's
}

}  // namespace tributary::detail
