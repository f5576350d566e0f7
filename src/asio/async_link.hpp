#pragma once

#include <tributary/asio/async_client_options.hpp>
#include <tributary/link/client_options.hpp>

#include "asio/carried_links.hpp"
#include "asio/flat_queue.hpp"
#include "asio/link_connector.hpp"
#include "asio/link_inbox.hpp"
#include "asio/link_readiness.hpp"
#include "asio/operation_memory.hpp"
#include "asio/resumptions.hpp"
#include "asio/waiting_thread.hpp"
#include "core/executor.hpp"
#include "core/started_flight.hpp"
#include "core/telemetry.hpp"
#include "link/wake.hpp"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// Has the connections that a batch leaves on when it is to be alone.
class ApartLinks {
 public:
  /// Sends a batch on a connection that nobody else uses now.
  virtual void start_apart(const Batch& batch) noexcept = 0;

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
/// It waits for its socket only while replies are due, so that an idle one keeps its executor busy with nothing. Its
/// connection is made by a LinkConnector, when something is queued; what becomes of the queue meanwhile is decided
/// here.
///
/// Where the client has a thread of its own, threads that wait for their results do the turns meanwhile, one at a time:
/// they write, sleep at the socket, read and settle, and leave to the executor whatever callers want to run.
///
/// When memory ends, what has not left is settled as not sent; a turn that cannot wait for its socket any more gives up
/// the connection.
class AsyncLink : public std::enable_shared_from_this<AsyncLink> {
 public:
  /// `apart`: lives as long as any batch; null for a connection that is apart itself.
  AsyncLink(const boost::asio::any_io_executor& executor, std::shared_ptr<const Dialer> dialer,
            const AsyncClientOptions& options, std::shared_ptr<Telemetry> telemetry, ApartLinks* apart);
  ~AsyncLink();
  AsyncLink(const AsyncLink&) = delete;
  AsyncLink& operator=(const AsyncLink&) = delete;

  /// Takes a batch, which stays where it is until it has landed. Without memory for its place in the queue it is
  /// settled here.
  void submit(const Batch& batch) noexcept;
  /// Accepted and not written.
  std::size_t queued_commands() const { return inbox_.queued_commands(); }
  /// True for one caller; see LinkInbox. A session keeps its connection: when that is lost, what comes behind fails.
  bool try_occupy(LinkInbox::Occupation occupation) { return inbox_.try_occupy(occupation); }
  void release(bool clean) { wake(inbox_.release(clean)); }
  /// Within a turn of this connection: where single commands gather, to leave as one batch when it ends. Else null.
  Context* open_context(const std::shared_ptr<Executor>& executor);
  /// Lets a flight arrive, soon.
  void conclude(StartedFlight& flight) noexcept;
  /// See StartingExecutor::abandon(). Without memory to note it, whoever leaves waits for the replies.
  void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept;
  /// Those who wait for a batch do so until then. Without memory to note it, they wait longer.
  void limit(const FlightHandle& flight, Settlement& settlement, Clock::time_point until) noexcept;
  /// Takes nothing more, and closes the connection when everything is answered.
  void close();
  /// Closes it now.
  void abort();

  /// The executor has ended: what was started is settled, and what is started from now on is settled at once.
  void executor_ends() noexcept;

  /// Before it is used, and on an io_context: threads that wait for results carry it. `place`: where they find it.
  void let_threads_carry(const CarriedLinks::Place& place);
  /// Returns when the thread has its result, or nothing more to do for it. Called by that thread.
  void carry(WaitingThread& me) noexcept;

 private:
  class Wakeup;
  class TurnEnd;

  bool is_in_turn() const noexcept { return Resumptions::current() == &resumptions_; }
  void close_open_context() noexcept;
  void wake(LinkInbox::Wants wants) noexcept;
  void happened(LinkEvents events);
  void turn(LinkEvents events);
  bool leaves_early() noexcept;
  bool hears_soon() noexcept;
  bool take_inbox(LinkEvents& events) noexcept;
  void take_batch(const LinkInbox::Item& item) noexcept;
  void advance() noexcept;
  void conclude_all() noexcept;

  bool lead(WaitingThread& me) noexcept;
  void lead_turn(const WaitingThread& me, LinkEvents events) noexcept;
  bool needs_executor() const noexcept;
  bool sleep_at_socket(LinkEvents& events) noexcept;
  void leave_to_next() noexcept;
  void look_soon();
  void look_later() noexcept;
  void look();
  void tell_front() noexcept;

  bool connect() noexcept;
  bool can_use_connection() noexcept;
  void lose_connection() noexcept;
  void give_up(TransportReason reason, const char* why) noexcept;

  bool leaves_apart(const Batch& batch, const QueuedSize& size) const noexcept;
  void start_apart_when_due() noexcept;
  bool waits_for_more() noexcept;
  void fill() noexcept;
  bool read() noexcept;
  bool can_wait_for_io() noexcept;
  void wait_for_io();
  void look_at_time() noexcept;
  void expire(Clock::time_point now) noexcept;
  void settle_unsent(const Batch& batch, TransportReason reason, std::string_view why) noexcept;
  void fail_queue(TransportReason reason, std::string_view why) noexcept;
  void lose_session(const Failure& failure) noexcept;
  void limit_now(const LinkInbox::Limited& limited) noexcept;
  void abandon_now(Settlement* settlement, const ErrorInfo& why) noexcept;
  Connection* connection() noexcept { return connector_.connection(); }
  bool is_busy() noexcept { return connection() != nullptr && !connection()->exchange().done(); }
  std::optional<Clock::time_point> deadline() noexcept;
  void note_concluded(StartedFlight& flight) noexcept;
  void settle_all() noexcept;

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

  boost::asio::any_io_executor executor_;  ///< none when it has ended
  const std::shared_ptr<const Dialer> dialer_;
  const ClientOptions& server_;  ///< of that
  const std::string endpoint_;
  const AsyncClientOptions options_;
  const std::shared_ptr<Telemetry> telemetry_;
  ApartLinks* const apart_;
  LinkInbox inbox_;

  // Of whoever is in.
  Resumptions resumptions_;
  LinkInbox::Contents contents_;  ///< what was taken last; kept for its memory
  FlatQueue<Queued> queue_;
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
  RequestBuffer out_;
  LinkReadiness readiness_;
  OperationMemory turn_memory_;  ///< of the turn that is posted
  LinkConnector connector_;
  std::optional<Clock::time_point> delay_until_;
  std::optional<Clock::time_point> asked_at_;  ///< what the next reply answers, when nothing was under way before
  Clock::duration round_trip_{0};              ///< of late
  bool left_before_ = false;                   ///< something was under way when the last commands left
  bool is_in_session_ = false;                 ///< something of one has left
  std::optional<Failure> session_lost_;        ///< with the connection
  bool is_led_ = false;                        ///< who is in is a waiting thread
  bool has_to_tell_ = false;                   ///< callers, which only the executor can
  std::size_t taken_ = 0;                      ///< batches of late, together
  std::optional<CarriedLinks::Place> place_;
  std::optional<Wake> wake_;  ///< of who leads
  std::optional<boost::asio::basic_waitable_timer<Clock>> look_;
};

}  // namespace tributary::detail
