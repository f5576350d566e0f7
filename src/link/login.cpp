#include "link/login.hpp"

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>
#include <tributary/core/context.hpp>
#include <tributary/core/ok.hpp>

#include "commands/record_words.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"
#include "link/connection.hpp"
#include "link/server_words.hpp"
#include "resp/quote.hpp"
#include "resp/reply_reader.hpp"

#include <fmt/format.h>

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

/// A batch of the library's own commands, in the exchange of a connection.
class LoginRound {
 public:
  explicit LoginRound(Connection& connection)
      : executor_{std::make_shared<IntoExchange>(connection)}, context_{executor_, {}} {}
  ~LoginRound() { executor_->give_up(); }
  LoginRound(const LoginRound&) = delete;
  LoginRound& operator=(const LoginRound&) = delete;

  template <Decodable T, class... Args>
  void record(std::string_view verb, const Args&... args) {
    asked_.push_back(record_words(context_, result_type<T>, verb, Arguments{Argument{args}...}));
  }
  void begin() { context_.execute(Errors::in_results); }
  /// Everything is answered, or the connection has failed.
  void end() noexcept { executor_->end(); }
  /// The first error, whatever it is. Null when every command succeeded.
  std::shared_ptr<const ErrorInfo> first_error() const {
    for (const SlotHandle& asked : asked_) {
      if (!asked->holds_value()) return asked->error();
    }
    return nullptr;
  }
  std::size_t size() const noexcept { return asked_.size(); }

 private:
  /// Starts batches on one connection that is in no pool yet, or not now.
  class IntoExchange final : public StartingExecutor {
   public:
    explicit IntoExchange(Connection& connection) noexcept : connection_{connection} {}

    void start(const Batch& batch) noexcept override {
      is_under_way_ = true;
      if (!connection_.add({&batch, 1})) connection_.fail(TransportReason::out_of_memory, kOutOfMemory);
    }
    void conclude(StartedFlight& flight) noexcept override { concluded_ = &flight; }
    void abandon(const FlightHandle&, Settlement&, const ErrorInfo&) noexcept override {}

    void end() noexcept {
      connection_.finish_exchange();
      if (concluded_ == nullptr) return;
      is_under_way_ = false;
      std::exchange(concluded_, nullptr)->arrive();
    }
    /// Nobody will carry its bytes any more.
    void give_up() noexcept {
      if (!is_under_way_) return;
      connection_.fail(TransportReason::cancelled, "the login was given up");
      end();
    }

   private:
    Connection& connection_;
    bool is_under_way_ = false;
    StartedFlight* concluded_ = nullptr;
  };

  std::shared_ptr<IntoExchange> executor_;
  Context context_;
  std::vector<SlotHandle> asked_;
};

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
  if (failure.reason == TransportReason::handshake || failure.reason == TransportReason::connect ||
      failure.reason == TransportReason::cancelled) {
    return failure;
  }
  // It would show what the server sent instead of an answer, and that may be what it got.
  const bool may_show_password = failure.reason == TransportReason::protocol && !options.password.empty();
  return {TransportReason::connect,
          fmt::format("cannot connect to {}: the handshake failed: {}", options.endpoint(),
                      may_show_password ? "what the server sent is no answer" : failure.message)};
}

Login::Login(Connection& connection, const ClientOptions& options) : connection_{connection}, options_{options} {
  begin(protocol_of(options));
}

void Login::begin(Resp protocol) {
  round_ = std::make_unique<LoginRound>(connection_);
  each_login_command(options_, protocol, [this](std::string_view verb, const auto&... words) {
    if (verb == "HELLO") {
      round_->record<Greeting>(verb, words...);
    } else {
      round_->record<Ok>(verb, words...);
    }
  });
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
      round_ = std::make_unique<LoginRound>(connection_);
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
    connection_.let_in();  // whatever it thinks of a PING
    return;
  }
  if (answer_.empty()) {
    failure_ = handshake_failure(options_, connection_.failure());
  } else {
    // Which command it answers is not always known.
    const std::string_view command = options_.password.empty() ? std::string_view{error_->command} : "AUTH";
    failure_ = {TransportReason::connect, login_refusal(options_, command, answer_)};
  }
}

SignOfLife::SignOfLife(Connection& connection) : round_{std::make_unique<LoginRound>(connection)} {
  round_->record<std::string>("PING");
  round_->begin();
}

SignOfLife::~SignOfLife() = default;

void SignOfLife::end() noexcept { round_->end(); }

}  // namespace tributary::detail
