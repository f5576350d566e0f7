#include "transport/login.hpp"

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/core/context.hpp>
#include <tributary/core/ok.hpp>

#include "commands/record_words.hpp"
#include "core/executor.hpp"
#include "resp/quote.hpp"
#include "resp/reply_reader.hpp"
#include "transport/connection.hpp"
#include "transport/drive.hpp"
#include "transport/server_words.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

namespace {

/// The answer to HELLO, of which nothing is needed: what a server has, its commands tell.
struct Greeting {};

}  // namespace

template <>
struct Codec<Greeting> {
  static Greeting from_reply(const ReplyView& reply) {
    detail::require_array(reply);
    return {};
  }
};

}  // namespace tributary

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
    asked_.push_back(record_words(context_, result_type<T>, verb, Arguments{Argument{args}...}));
  }
  void execute() { context_.execute(Errors::in_results); }
  /// The first error, whatever it is. Null when every command succeeded.
  std::shared_ptr<const ErrorInfo> first_error() const {
    for (const SlotHandle& asked : asked_) {
      if (!asked->holds_value()) return asked->error();
    }
    return nullptr;
  }
  std::size_t size() const noexcept { return asked_.size(); }

 private:
  Context context_;
  std::vector<SlotHandle> asked_;
};

void ping(Connection& connection, std::chrono::milliseconds timeout) {
  Login login{connection, timeout};
  login.record<std::string>("PING");
  login.execute();
}

void record_login(Login& login, const ClientOptions& options, Resp protocol) {
  each_login_command(options, protocol, [&login](std::string_view verb, const auto&... words) {
    if (verb == "HELLO") {
      login.record<Greeting>(verb, words...);
    } else {
      login.record<Ok>(verb, words...);
    }
  });
}

}  // namespace

Resp protocol_of(const ClientOptions& options) noexcept { return reads_resp3() ? options.protocol : Resp::v2; }

bool stays_with_resp2(const ClientOptions& options, std::string_view error) noexcept {
  return knows_no_resp3(error) || (options.password.empty() && is_about_identity(error));
}

std::string login_refusal(const ClientOptions& options, std::string_view command, std::string_view error) {
  return fmt::format(
      "{} let nobody in: {}: {}", options.endpoint(), command,
      has_secret(command) && !options.password.empty() ? words_about_login(error) : escape_controls(error));
}

Failure handshake_failure(const ClientOptions& options, Failure failure) {
  if (failure.reason == TransportReason::handshake || failure.reason == TransportReason::connect) return failure;
  // It would show what the server sent instead of an answer, and that may be what it got.
  const bool may_show_password = failure.reason == TransportReason::protocol && !options.password.empty();
  return {TransportReason::connect,
          fmt::format("cannot connect to {}: the handshake failed: {}", options.endpoint(),
                      may_show_password ? "what the server sent is no answer" : failure.message)};
}

namespace {

bool log_in_with(Resp protocol, Connection& connection, const ClientOptions& options, const Deadline& deadline,
                 Failure& failure) {
  Login login{connection, std::chrono::milliseconds{deadline.left_ms()}};
  record_login(login, options, protocol);
  const bool has_identity = login.size() > 0;
  if (!has_identity) login.record<std::string>("PING");
  login.execute();
  const auto error = login.first_error();
  if (error != nullptr && !connection.failed() && error->command == "HELLO" &&
      stays_with_resp2(options, error->message)) {
    return log_in_with(Resp::v2, connection, options, deadline, failure);
  }
  std::string answer = connection.last_error();
  if (error != nullptr && !connection.failed()) {
    answer = error->message;
    // A server answers like this and goes on, or hangs up, as it does on everybody. When no other answer has come
    // behind this one, a further PING tells.
    if (login.size() == 1) ping(connection, std::chrono::milliseconds{deadline.left_ms()});
    const bool hung_up = connection.failed() && connection.failure().reason == TransportReason::closed;
    if (has_identity && !hung_up && !turns_everybody_away(answer)) {
      failure = {TransportReason::handshake, login_refusal(options, error->command, answer)};
      return false;
    }
  }
  if (!connection.failed() && (error == nullptr || !has_identity)) {
    connection.let_in();  // whatever it thinks of a PING
    return true;
  }
  if (answer.empty()) {
    failure = handshake_failure(options, connection.failure());
  } else {
    // Which command it answers is not always known.
    const std::string_view command = options.password.empty() ? std::string_view{error->command} : "AUTH";
    failure = {TransportReason::connect, login_refusal(options, command, answer)};
  }
  return false;
}

}  // namespace

bool log_in(Connection& connection, const ClientOptions& options, const Deadline& deadline, Failure& failure) {
  return log_in_with(protocol_of(options), connection, options, deadline, failure);
}

void check_alive(Connection& connection, const ClientOptions& options) {
  ping(connection, options.connect_timeout);  // any answer is a sign of life; a failure is the connection's
}

}  // namespace tributary::detail
