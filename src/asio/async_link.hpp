#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/transport/client_options.hpp>

#include "asio/link_inbox.hpp"
#include "asio/link_readiness.hpp"
#include "asio/resumptions.hpp"
#include "core/backoff.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"
#include "core/telemetry.hpp"
#include "transport/connection.hpp"
#include "transport/dial.hpp"
#include "transport/login.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary::detail {

/// Has the connections that a batch leaves on when it is to be alone.
class ApartLinks {
 public:
  /// Sends a batch on a connection that nobody else uses now.
  virtual void start_apart(const Batch& batch) = 0;

 protected:
  ~ApartLinks() = default;
};

/// One connection of an asynchronous client, with its queue. Any thread may submit; everything else happens on the
/// executor, by one thread at a time, turn by turn:
///
///     submit()  ->  inbox  ->  queue  ->  out_, in one write  ->  exchange  ->  settled  ->  concluded  ->  resumed
///
/// A turn takes what has come, writes what can be written, lets the flights arrive whose last leg has landed, and
/// resumes those who wait. What these start belongs to the same turn, so that it leaves in one write.
///
/// It waits for its socket only while replies are due, so that an idle one keeps its executor busy with nothing.
///
///     idle       no connection                            --something is queued-->  dialling
///     dialling   Dial                                     --a socket-->             greeting
///     greeting   Login, or a PING after a long silence    --let in-->               ready
///     ready      bytes go and come                        --any failure-->          resting
///     resting    until the next attempt; what is queued waits, or has failed        dialling
class AsyncLink : public std::enable_shared_from_this<AsyncLink> {
 public:
  /// `apart`: lives as long as any batch; null for a connection that is apart itself.
  AsyncLink(const boost::asio::any_io_executor& executor, const ClientOptions& server,
            const AsyncClientOptions& options, std::shared_ptr<Telemetry> telemetry, ApartLinks* apart);
  ~AsyncLink();
  AsyncLink(const AsyncLink&) = delete;
  AsyncLink& operator=(const AsyncLink&) = delete;

  /// Takes a batch, which stays where it is until it has landed.
  void submit(const Batch& batch);
  /// Accepted and not written.
  std::size_t queued_commands() const { return inbox_.queued_commands(); }
  /// True for one caller; see LinkInbox. A session keeps its connection: when that is lost, what comes behind fails.
  bool try_occupy(LinkInbox::Occupation occupation) { return inbox_.try_occupy(occupation); }
  void release(bool clean) { wake(inbox_.release(clean)); }
  /// Within a turn of this connection: where single commands gather, to leave as one batch when it ends. Else null.
  Context* open_context(const std::shared_ptr<Executor>& executor);
  /// Lets a flight arrive, soon.
  void conclude(StartedFlight& flight);
  /// See StartingExecutor::abandon().
  void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why);
  /// Takes nothing more, and closes the connection when everything is answered.
  void close();
  /// Closes it now.
  void abort();

 private:
  enum class State : unsigned char { idle, dialling, greeting, ready, resting };
  class Wakeup;
  class TurnEnd;

  bool is_in_turn() const noexcept { return Resumptions::current() == &resumptions_; }
  void close_open_context();
  void wake(LinkInbox::Wants wants) noexcept;
  void happened(LinkEvents events);
  void turn(LinkEvents events);
  bool take_inbox(LinkEvents& events);
  bool leaves_early() const noexcept;
  bool hears_soon() const noexcept;
  void advance();
  void conclude_all();

  void connect();
  void go_on_dialling();
  void go_on_greeting();
  void end_login();
  void rest(const Failure& failure);
  void lose_connection();
  void abort_now(const Failure& failure);
  bool check_before_use();

  bool leaves_apart(const Batch& batch, const QueuedSize& size) const noexcept;
  void start_apart_when_due();
  bool waits_for_more();
  void fill();
  void write();
  void read();
  void wait_for_io();
  void look_at_time();
  void expire(Clock::time_point now);
  void settle_unsent(const Batch& batch, const Failure& failure) noexcept;
  void fail_queue(const Failure& failure);
  void lose_session(const Failure& failure);
  void abandon_now(const LinkInbox::Abandoned& abandoned);
  bool is_busy() const noexcept { return connection_ != nullptr && !connection_->exchange().done(); }
  std::optional<Clock::time_point> deadline() const;
  void executor_gone() noexcept;

  /// A batch that has not left, and when it is too late for it.
  struct Queued {
    Batch batch;
    Clock::time_point until;
  };
  /// A flight that somebody waits for until a time of his own.
  struct Timed {
    FlightHandle flight;
    Settlement* settlement;
    Clock::time_point until;
  };

  const boost::asio::any_io_executor executor_;
  const ClientOptions server_;
  const std::string endpoint_;
  const AsyncClientOptions options_;
  const std::shared_ptr<Telemetry> telemetry_;
  ApartLinks* const apart_;
  LinkInbox inbox_;

  // Of whoever is in.
  State state_ = State::idle;
  Resumptions resumptions_;
  LinkInbox::Contents contents_;  ///< what was taken last; kept for its memory
  std::deque<Queued> queue_;
  std::vector<Timed> timed_;
  /// Batches that leave apart, when so many commands of this connection are answered.
  struct Apart {
    Batch batch;
    std::size_t answered;
  };
  std::deque<Apart> waiting_apart_;
  std::optional<Context> open_;
  StartedFlight* concluded_ = nullptr;  ///< the first of a list
  StartedFlight* last_concluded_ = nullptr;
  std::optional<Dial> dial_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Login> login_;
  std::unique_ptr<SignOfLife> sign_of_life_;
  RequestBuffer out_;
  LinkReadiness readiness_;
  Backoff backoff_;
  Clock::time_point until_;  ///< of the state: the deadline of the connect, the end of the rest
  std::optional<Clock::time_point> delay_until_;
  std::optional<Clock::time_point> asked_at_;  ///< what the next reply answers, when nothing was under way before
  Clock::duration round_trip_{0};              ///< of late
  std::optional<Failure> last_failure_;
  bool just_heard_ = false;              ///< in this turn, the last reply that was due
  bool is_in_session_ = false;           ///< something of one has left
  std::optional<Failure> session_lost_;  ///< with the connection
  bool is_gone_ = false;                 ///< the executor is
};

}  // namespace tributary::detail
