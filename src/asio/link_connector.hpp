#pragma once

#include <tributary/link/client_options.hpp>

#include "asio/link_readiness.hpp"
#include "core/backoff.hpp"
#include "core/telemetry.hpp"
#include "link/connection.hpp"
#include "link/dial.hpp"
#include "link/login.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace tributary::detail {

/// Makes the connection of an AsyncLink, step by step and without waiting, and makes it again after a pause:
///
///     idle       no connection                            --somebody needs one-->   dialling
///     dialling   Dial                                     --a socket-->             greeting
///     greeting   Login, or a PING after a long silence    --let in-->               ready
///     ready      its owner's                              --lost-->                 idle
///                                                         --credentials end-->      identifying
///     identifying  Identity                               --known-->                greeting, again
///     resting    after an attempt that failed, or a loss  --until the next one-->   dialling
///
/// When memory ends within an attempt, the attempt has failed.
class LinkConnector {
 public:
  /// What a step has come to: `let_in` and `failed` are told once.
  enum class Step : unsigned char { nothing_new, let_in, failed };

  /// All of it outlives this.
  LinkConnector(const Dialer& dialer, std::chrono::milliseconds first_backoff,
                std::chrono::milliseconds longest_backoff, Telemetry& telemetry, LinkReadiness& readiness);

  bool is_ready() const noexcept { return state_ == State::ready; }
  /// Something else than the connection is waited for: see dial_waits_for().
  bool is_dialling() const noexcept { return state_ == State::dialling || state_ == State::identifying; }
  /// There is none, and none is made now.
  bool is_resting() const noexcept { return state_ == State::resting && Clock::now() < until_; }
  /// Null before there is a socket.
  Connection* connection() noexcept { return connection_.get(); }
  /// Why the last attempt has failed; null when it has not.
  const Failure* failure() const noexcept { return failure_ ? &*failure_ : nullptr; }

  /// Goes on; begins when there is no connection and no pause, and somebody needs one.
  Step step(bool is_needed) noexcept;
  /// Before the first bytes after a pause: a server that has closed the connection meanwhile is no failure of what
  /// comes now, and a reply that nobody asked for must not meet a command. Asks a server that was silent for long, and
  /// logs in again where that is due.
  enum class Use : unsigned char { now, when_answered, never };
  Use prepare_use() noexcept;
  /// The connection works: the next pause is a short one.
  void note_success() noexcept { backoff_.reset(); }
  /// The connection is of no use any more; what it had to answer is settled.
  void drop() noexcept;
  /// The same in the middle of an attempt, whose login is settled.
  void give_up(const Failure& failure) noexcept;
  /// Before the next attempt: those who lost a connection together would all come back together.
  void rest() noexcept;

  /// What to wait for while dialling.
  WaitFor dial_waits_for() const noexcept { return dial_ ? dial_->wait_for() : identity_->wait_for(); }
  /// Until when, when nothing happens; nothing when nobody needs to look.
  std::optional<Clock::time_point> until(bool is_needed) const noexcept;

 private:
  enum class State : unsigned char { idle, dialling, greeting, ready, identifying, resting };

  Step go_on(bool is_needed);
  Step dial_on();
  Step identify_on();
  void begin_login(const Identity& identity);
  Step greet_on();
  Step end_login();
  Step fail(Failure&& failure) noexcept;

  const Dialer& dialer_;
  const ClientOptions& server_;  ///< of that
  Telemetry& telemetry_;
  LinkReadiness& readiness_;
  State state_ = State::idle;
  Clock::time_point until_;  ///< of the state: the deadline of the attempt, the end of the rest
  std::optional<Dial> dial_;
  std::optional<Identity> identity_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Login> login_;
  std::unique_ptr<SignOfLife> sign_of_life_;
  std::optional<Failure> failure_;
  Backoff backoff_;
};

}  // namespace tributary::detail
