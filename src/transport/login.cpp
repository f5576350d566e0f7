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

}  // namespace

std::string login_refusal(const ClientOptions& options, std::string error) {
  constexpr std::string_view kMask = "***";
  const std::string& password = options.password;
  auto at = password.empty() ? std::string::npos : error.find(password);
  for (; at != std::string::npos; at = error.find(password, at + kMask.size())) {
    error.replace(at, password.size(), kMask);
  }
  return fmt::format("{} let nobody in: {}", options.endpoint(), error);
}

void log_in(Connection& connection, const ClientOptions& options, std::chrono::milliseconds timeout) {
  LoginCommands commands{connection, timeout};
  PipelineContext pipe{commands};
  each_login_command(options, [&pipe](const auto&... words) { pipe.command<Ok>(words...); });
  try {
    pipe.execute();
  } catch (const ResultError& error) {
    connection.fail(TransportReason::handshake, login_refusal(options, error.what()));
  }
}

void check_alive(Connection& connection, const ClientOptions& options) {
  LoginCommands commands{connection, options.connect_timeout};
  PipelineContext pipe{commands};
  pipe.command<std::string>("PING");
  pipe.execute(Errors::in_results);  // any answer is a sign of life; a failure is the connection's
}

}  // namespace tributary::detail
