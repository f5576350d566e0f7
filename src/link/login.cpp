#include "link/login.hpp"

#include <tributary/core/ok.hpp>

#include "link/own_batch.hpp"
#include "link/server_words.hpp"
#include "resp/quote.hpp"
#include "resp/reply_reader.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

bool gives_password(const ClientOptions& options) noexcept {
  return !options.password.empty() || options.credentials != nullptr;
}

Resp protocol_of(const ClientOptions& options) noexcept { return reads_resp3() ? options.protocol : Resp::v2; }

bool stays_with_resp2(const ClientOptions& options, std::string_view error) noexcept {
  return knows_no_resp3(error) || (!gives_password(options) && is_about_identity(error));
}

std::string login_refusal(const ClientOptions& options, std::string_view command, std::string_view error) {
  return fmt::format(
      "{} let nobody in: {}: {}", options.endpoint(), command,
      has_secret(command) && gives_password(options) ? words_about_login(error) : escape_controls(error));
}

Failure handshake_failure(const ClientOptions& options, Failure failure) {
  if (failure.reason == TransportReason::handshake || failure.reason == TransportReason::connect ||
      failure.reason == TransportReason::cancelled) {
    return failure;
  }
  // It would show what the server sent instead of an answer, and that may be what it got.
  const bool may_show_password = failure.reason == TransportReason::protocol && gives_password(options);
  return {TransportReason::connect,
          fmt::format("cannot connect to {}: the handshake failed: {}", options.endpoint(),
                      may_show_password ? "what the server sent is no answer" : failure.message)};
}

Login::Login(Connection& connection, const Identity& identity)
    : connection_{connection}, identity_{identity.options()}, options_{*identity_} {
  connection.renew_login_at(identity.renew_at());
  begin(protocol_of(options_));
}

void Login::begin(Resp protocol) {
  round_ = std::make_unique<OwnBatch>(connection_);
  each_login_command(options_, protocol, [this](std::string_view verb, const auto&... words) {
    if (verb == "HELLO") {
      round_->record<Greeting>(verb, words...);
    } else {
      round_->record<Ok>(verb, words...);
    }
  });
  if (!options_.master_name.empty()) role_ = round_->record<ReplicationRole>("ROLE");
  has_identity_ = round_->size() > 0;
  if (!has_identity_) round_->record<std::string>("PING");
  asked_ = round_->size();
  round_->begin();
}

Login::~Login() = default;

bool Login::step() {
  round_->end();
  if (!asked_again_) {
    error_ = round_->first_error();
    const bool has_no_resp3 = error_ != nullptr && !connection_.failed() && error_->command == "HELLO" &&
                              stays_with_resp2(options_, error_->message);
    if (has_no_resp3) {
      begin(Resp::v2);
      return false;
    }
    answer_ = connection_.last_error();
    if (error_ != nullptr && !connection_.failed()) {
      answer_ = error_->message;
      is_refused_ = true;
    }
    // A server answers like this and goes on, or hangs up, as it does on everybody. When no other answer has come
    // behind this one, a further PING tells.
    if (is_refused_ && asked_ == 1) {
      asked_again_ = true;
      round_ = std::make_unique<OwnBatch>(connection_);
      round_->record<std::string>("PING");
      round_->begin();
      return false;
    }
  }
  judge_answers();
  return true;
}

void Login::judge_answers() {
  if (is_refused_) {
    const bool hung_up = connection_.failed() && connection_.failure().reason == TransportReason::closed;
    if (has_identity_ && !hung_up && !turns_everybody_away(answer_)) {
      failure_ = {TransportReason::handshake, login_refusal(options_, error_->command, answer_)};
      return;
    }
  }
  if (!connection_.failed() && (error_ == nullptr || !has_identity_)) {
    if (role_ && role_->error() == nullptr && !(*role_)->master) {
      failure_ = {TransportReason::connect,
                  fmt::format("{} is no master, though the sentinels call it one: it has the role {}",
                              connection_.server(), (*role_)->replica ? "slave" : "sentinel")};
      return;
    }
    connection_.let_in();  // whatever it thinks of a PING
    return;
  }
  if (answer_.empty()) {
    failure_ = handshake_failure(options_, connection_.failure());
  } else {
    // Which command it answers is not always known.
    const std::string_view command = gives_password(options_) ? "AUTH" : std::string_view{error_->command};
    failure_ = {TransportReason::connect, login_refusal(options_, command, answer_)};
  }
}

SignOfLife::SignOfLife(Connection& connection) : round_{std::make_unique<OwnBatch>(connection)} {
  round_->record<std::string>("PING");
  round_->begin();
}

SignOfLife::~SignOfLife() = default;

void SignOfLife::end() noexcept { round_->end(); }

}  // namespace tributary::detail
