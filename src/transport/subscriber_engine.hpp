#pragma once

#include <tributary/link/client_options.hpp>
#include <tributary/transport/subscriber_event.hpp>
#include <tributary/transport/subscriber_options.hpp>

#include "core/backoff.hpp"
#include "link/deadline.hpp"
#include "link/failure.hpp"
#include "resp/reply_reader.hpp"
#include "resp/request_buffer.hpp"
#include "transport/event_buffer.hpp"
#include "transport/subscription_set.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tributary::detail {

/// Everything that a subscriber decides, without a socket, a thread or a clock: when to connect, what to say, when to
/// ask again, how long to wait for an answer, when an outage is given up, and what there is to tell. One thread at a
/// time. Whoever has the socket, a SubscriberCarrier, tells what has become of it:
///
///     begin_step(now)                              before anything else
///     connecting(), connected(out, ...)                when connect_at() has come
///     write(out), on_reply(), received()           while there is a connection
///     overdue(), next_at()                         what ends it by time, and when to look again
///     ended(), lost()                              it is gone
class SubscriberEngine final : public ReplySink {
 public:
  using ErrorPointer = EventBuffer::ErrorPointer;
  using Standing = SubscriptionSet::Standing;

  SubscriberEngine(const ClientOptions& client, const SubscriberOptions& options, const EventBound& bound = {});

  void add(SubscriptionKind kind, const std::vector<std::string>& names);
  void remove(SubscriptionKind kind, const std::vector<std::string>& names);
  /// Of these names together, or of all when `names` is null; active, then, when nothing is wanted.
  Standing standing(SubscriptionKind kind, const std::vector<std::string>* names) const;
  bool wants_any() const noexcept { return set_.wants_any(); }

  /// What came before it was unsubscribed is dropped here.
  bool has_event();
  /// Errors:   what an event stands for that is an error
  SubscriberEvent take_event();
  /// How many transport errors have become events, and the last one.
  std::size_t told() const noexcept { return told_; }
  const ErrorPointer& last_told() const noexcept { return last_told_; }
  /// Those that nobody is going to take.
  void forget_transport_errors();
  /// Why one of the names is refused, to whoever waits for it, who is so told it in place of the next event.
  [[noreturn]] void raise_refusal(SubscriptionKind kind, const std::vector<std::string>* names);
  /// The last failure, while there never was a connection; else null.
  ErrorPointer why_never_connected() const;
  /// Not null when it has ended for good.
  const ErrorPointer& why_closed() const noexcept { return closed_; }

  /// True when there is something to tell.
  bool begin_step(Clock::time_point now);
  /// max(): not until something changes.
  Clock::time_point connect_at() const noexcept;
  /// Until when nothing changes by itself while there is no connection.
  Clock::time_point rest_until() const noexcept { return std::min(connect_at(), give_up_at()); }
  void connecting() noexcept;
  /// `identity`: who to log in as
  void connected(RequestBuffer& out, const ClientOptions& identity);
  /// Appends what is to be said, when the socket has taken what was said before.
  void write(RequestBuffer& out, bool has_unsent);
  /// Nothing more is to be read for now.
  bool is_paused() const noexcept;
  void pause() noexcept;
  bool on_reply(const ReplyView& reply) noexcept override;
  /// Why on_reply() ended the conversation; null when it did not.
  const Failure* failure() const noexcept { return failure_ ? &*failure_ : nullptr; }
  /// Something came. True when there is time to read on at once.
  bool received();
  /// Why the server has had time enough.
  std::optional<Failure> overdue(bool has_unsent);
  Clock::time_point next_at(bool has_unsent) const noexcept;
  /// The connection failed. `alive`: everything that the server had sent by then has been received.
  void ended(Failure failure, Clock::time_point alive, Clock::time_point now);
  /// It is given up.
  void lost(Failure failure, Clock::time_point alive, Clock::time_point now);
  /// Nobody wants anything of the connection any longer. A server that has not let us in needs not be told.
  bool is_idle() const noexcept { return !set_.wants_any() && (set_.is_settled() || !set_.is_up()); }
  void left() noexcept;

 private:
  Clock::time_point give_up_at() const noexcept;
  Clock::time_point connected_by() const noexcept { return connecting_since_ + client_.connect_timeout; }
  bool give_up_when_due();
  void ask_again_when_due();
  bool react(const ReplyView& reply);
  void note_progress();
  void tell(ErrorPointer error);
  ErrorPointer transport_error(TransportReason reason, std::string message) const;

  const ClientOptions& client_;
  const SubscriberOptions options_;
  const EventBound bound_;
  SubscriptionSet set_;
  EventBuffer events_;
  Clock::time_point now_;  ///< of the step

  bool has_link_ = false;
  Clock::time_point connecting_since_;
  Clock::time_point last_received_;
  std::optional<Failure> failure_;
  std::optional<Clock::time_point> waiting_since_;  ///< for an answer, or for the socket to take what is to be sent
  Backoff backoff_;
  Clock::time_point retry_at_;
  Backoff ask_backoff_;                            ///< of what the server postponed
  std::optional<Clock::time_point> ask_again_at_;  ///< when that is next
  std::string last_postponed_;                     ///< what it said last
  std::optional<Clock::time_point> up_since_;
  bool was_ever_up_ = false;
  std::optional<Clock::time_point> outage_since_;  ///< something is wanted, and not all of it restored
  std::optional<std::chrono::system_clock::time_point> missing_since_;  ///< Disconnected was told, Reconnected was not
  ErrorPointer last_failure_;                                           ///< of the attempts since the last success
  ErrorPointer last_told_;  ///< the last transport error that became an event
  std::size_t told_ = 0;    ///< how many did
  ErrorPointer closed_;
};

}  // namespace tributary::detail
