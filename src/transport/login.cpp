#include "transport/login.hpp"

#include <tributary/codec/scalars.hpp>
#include <tributary/core/context.hpp>
#include <tributary/core/ok.hpp>

#include "commands/record_words.hpp"
#include "core/executor.hpp"
#include "resp/quote.hpp"
#include "transport/connection.hpp"
#include "transport/drive.hpp"
#include "transport/server_words.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

/// A batch of the library's own commands, on that connection.
class Login {
 public:
  Login(Connection& connection, std::chrono::milliseconds timeout)
      : context_{std::make_shared<OneConnection>(connection, timeout), {}} {}

  template <Decodable T, class... Args>
  void record(std::string_view verb, const Args&... args) {
    record_words(context_, result_type<T>, verb, Arguments{Argument{args}...});
  }
  void execute(Errors errors) { context_.execute(errors); }

 private:
  Context context_;
};

}  // namespace

std::string login_refusal(const ClientOptions& options, std::string_view command, std::string_view error) {
  return fmt::format("{} let nobody in: {}: {}", options.endpoint(), command,
                     has_secret(command) ? words_about_login(error) : escape_controls(error));
}

Failure handshake_failure(const ClientOptions& options, Failure failure) {
  if (failure.reason == TransportReason::handshake || failure.reason == TransportReason::connect) return failure;
  // It would show what the server sent instead of an answer, and that may be what it got.
  const bool may_show_password = failure.reason == TransportReason::protocol && !options.password.empty();
  return {TransportReason::connect,
          fmt::format("cannot connect to {}: the handshake failed: {}", options.endpoint(),
                      may_show_password ? "what the server sent is no answer" : failure.message)};
}

void log_in(Connection& connection, const ClientOptions& options, std::chrono::milliseconds timeout) {
  Login login{connection, timeout};
  each_login_command(options, [&login](const auto&... words) { login.record<Ok>(words...); });
  try {
    login.execute(Errors::raise);
  } catch (const ResultError& error) {
    const std::string& answer = error.info().message;
    connection.fail(turns_everybody_away(answer) ? TransportReason::connect : TransportReason::handshake,
                    login_refusal(options, error.command(), answer));
  }
}

void check_alive(Connection& connection, const ClientOptions& options) {
  Login login{connection, options.connect_timeout};
  login.record<std::string>("PING");
  login.execute(Errors::in_results);  // any answer is a sign of life; a failure is the connection's
}

}  // namespace tributary::detail
