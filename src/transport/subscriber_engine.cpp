// states of the connection, and what ends them:
//
//   none        something is subscribed and the backoff is over -> connecting
//   connecting  the socket can be written                       -> logging in, with all that is subscribed behind it
//   logging in  the PING behind the login is answered           -> up; by an error, when another answer follows
//   up          everything is confirmed                         -> restored; Reconnected, if something had been lost
//               the server postpones a name                     -> up; Postponed, and it is asked again
//               so much has come that no more is read           -> paused, until something is taken
//
//   any failure, a deadline                                     -> none; Disconnected, if it was up
//   the login is refused                                        -> none; whoever waits is told
//   more came than there may be, by WhenFull::close             -> none, for good
#include "transport/subscriber_engine.hpp"

#include "link/login.hpp"
#include "link/server_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <random>
#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

std::uint32_t any_seed() {
  return static_cast<std::uint32_t>(Clock::now().time_since_epoch().count()) ^ std::random_device{}();
}

}  // namespace

SubscriberEngine::SubscriberEngine(const ClientOptions& client, const SubscriberOptions& options,
                                   const EventBound& bound)
    : client_{client},
      options_{options},
      bound_{bound},
      events_{bound},
      backoff_{options.first_backoff, options.longest_backoff, any_seed()},
      ask_backoff_{options.first_backoff, options.longest_backoff, any_seed()} {}

void SubscriberEngine::add(SubscriptionKind kind, const std::vector<std::string>& names) {
  for (const std::string& name : names) set_.add(kind, name);
}

void SubscriberEngine::remove(SubscriptionKind kind, const std::vector<std::string>& names) {
  for (const std::string& name : names) set_.remove(kind, name);
}

SubscriberEngine::Standing SubscriberEngine::standing(SubscriptionKind kind,
                                                      const std::vector<std::string>* names) const {
  if (names == nullptr) {
    const Standing all = set_.standing();
    return all == Standing::absent ? Standing::active : all;  // nothing is wanted, and nothing is
  }
  Standing worst = Standing::active;
  for (const std::string& name : *names) {
    const Standing one = set_.standing(kind, name);
    if (one == Standing::refused || one == Standing::absent) return one;
    if (one == Standing::pending) worst = one;
  }
  return worst;
}

bool SubscriberEngine::has_event() {
  while (const SubscriberMessage* message = events_.front_message()) {
    if (set_.wants(message->kind, message->kind == SubscriptionKind::pattern ? message->pattern : message->channel)) {
      return true;
    }
    events_.drop_front();
  }
  return !events_.is_empty() || closed_ != nullptr;
}

SubscriberEvent SubscriberEngine::take_event() {
  struct Deliver {
    SubscriberEvent operator()(SubscriberMessage& message) const { return std::move(message); }
    SubscriberEvent operator()(Disconnected& event) const { return std::move(event); }
    SubscriberEvent operator()(Reconnected& event) const { return event; }
    SubscriberEvent operator()(Postponed& event) const { return std::move(event); }
    SubscriberEvent operator()(EventsDropped& event) const { return event; }
    SubscriberEvent operator()(Refusal& refusal) const {
      throw SubscriptionRefused{std::move(refusal.error), refusal.kind, std::move(refusal.name)};
    }
    SubscriberEvent operator()(ErrorPointer& error) const { raise(std::move(error)); }
  };
  if (events_.is_empty()) raise(closed_);
  EventBuffer::Item item = events_.take();
  return std::visit(Deliver{}, item);
}

void SubscriberEngine::forget_transport_errors() {
  events_.erase_errors_if([](const auto& item) { return std::holds_alternative<ErrorPointer>(item); });
}

void SubscriberEngine::raise_refusal(SubscriptionKind kind, const std::vector<std::string>* names) {
  const Refusal* found = names == nullptr ? set_.refusal() : nullptr;
  if (names != nullptr) {
    for (const std::string& name : *names) found = found != nullptr ? found : set_.refusal(kind, name);
  }
  const Refusal refusal = *found;
  events_.erase_errors_if([&](const auto& item) {
    const Refusal* queued = std::get_if<Refusal>(&item);
    return queued != nullptr && queued->error == refusal.error;
  });
  throw SubscriptionRefused{refusal.error, refusal.kind, refusal.name};
}

SubscriberEngine::ErrorPointer SubscriberEngine::why_never_connected() const {
  return !was_ever_up_ && set_.wants_any() ? last_failure_ : nullptr;
}

SubscriberEngine::ErrorPointer SubscriberEngine::transport_error(TransportReason reason, std::string message) const {
  ErrorInfo info;
  info.kind = ErrorKind::transport;
  info.reason = reason;
  info.message = std::move(message);
  info.server = client_.endpoint();
  return std::make_shared<const ErrorInfo>(std::move(info));
}

void SubscriberEngine::tell(ErrorPointer error) {
  last_told_ = error;
  events_.put(std::move(error));
  ++told_;
}

bool SubscriberEngine::begin_step(Clock::time_point now) {
  now_ = now;
  const bool is_at_rest = !has_link_ && (!set_.wants_any() || is_paused() || closed_ != nullptr);
  if (is_at_rest) {
    outage_since_.reset();
    return false;
  }
  if (!outage_since_ && !set_.is_restored()) outage_since_ = now;
  return give_up_when_due();
}

Clock::time_point SubscriberEngine::give_up_at() const noexcept {
  return outage_since_ ? *outage_since_ + options_.give_up_after : Clock::time_point::max();
}

bool SubscriberEngine::give_up_when_due() {
  if (now_ < give_up_at()) return false;
  const auto after = options_.give_up_after.count();
  if (set_.is_up()) {
    const std::string_view why = last_postponed_.empty() ? "an answer is missing" : std::string_view{last_postponed_};
    tell(transport_error(TransportReason::timeout, fmt::format("{}: not everything is subscribed again after {} ms: {}",
                                                               client_.endpoint(), after, why)));
  } else {
    const TransportReason reason = last_failure_ != nullptr ? last_failure_->reason : TransportReason::connect;
    const std::string why = last_failure_ != nullptr
                                ? last_failure_->message
                                : fmt::format("no attempt to connect to {} ended", client_.endpoint());
    tell(transport_error(reason, fmt::format("no connection for {} ms: {}", after, why)));
  }
  outage_since_ = now_;
  return true;
}

Clock::time_point SubscriberEngine::connect_at() const noexcept {
  const bool may_connect = set_.wants_any() && !is_paused() && closed_ == nullptr;
  return may_connect ? retry_at_ : Clock::time_point::max();
}

void SubscriberEngine::connecting() noexcept {
  has_link_ = true;
  connecting_since_ = last_received_ = now_;
  failure_.reset();
  waiting_since_.reset();
}

void SubscriberEngine::connected(RequestBuffer& out, const ClientOptions& identity) {
  last_received_ = now_;
  set_.begin(out, identity);
}

void SubscriberEngine::write(RequestBuffer& out, bool has_unsent) {
  if (!set_.is_up()) return;
  ask_again_when_due();
  if (!has_unsent) set_.write(out);
  if (!set_.waits() && now_ >= last_received_ + client_.ping_after_idle) set_.ping(out);
}

/// While we are being let in everything is read: messages come behind that.
bool SubscriberEngine::is_paused() const noexcept {
  return bound_.when_full == WhenFull::wait && events_.is_full() && (!has_link_ || set_.is_up());
}

/// What is not read cannot be late.
void SubscriberEngine::pause() noexcept {
  waiting_since_.reset();
  last_received_ = now_;
  outage_since_.reset();
}

bool SubscriberEngine::received() {
  last_received_ = now_;
  waiting_since_.reset();
  note_progress();
  // A server that talks without end, and lets us not in, does not escape.
  return set_.is_up() || now_ < connected_by();
}

std::optional<Failure> SubscriberEngine::overdue(bool has_unsent) {
  if (!set_.is_up()) {
    if (now_ < connected_by()) return std::nullopt;
    return Failure{TransportReason::connect, fmt::format("cannot connect to {}: no connection within {} ms",
                                                         client_.endpoint(), client_.connect_timeout.count())};
  }
  if (!set_.waits() && !has_unsent) return std::nullopt;
  if (!waiting_since_) waiting_since_ = now_;
  if (now_ < *waiting_since_ + client_.timeout) return std::nullopt;
  return Failure{TransportReason::timeout, fmt::format("the server was silent for {} ms", client_.timeout.count())};
}

Clock::time_point SubscriberEngine::next_at(bool has_unsent) const noexcept {
  Clock::time_point next = give_up_at();
  if (!set_.is_up()) {
    next = std::min(next, connected_by());
  } else if (set_.waits() || has_unsent) {
    next = std::min(next, waiting_since_.value_or(now_) + client_.timeout);
  } else {
    next = std::min(next, last_received_ + client_.ping_after_idle);
  }
  return ask_again_at_ ? std::min(next, *ask_again_at_) : next;
}

void SubscriberEngine::ask_again_when_due() {
  if (set_.is_settled()) {
    ask_backoff_.reset();
    last_postponed_.clear();
  }
  if (!set_.has_postponed()) {
    ask_again_at_.reset();
  } else if (!ask_again_at_) {
    ask_again_at_ = now_ + ask_backoff_.next();
  } else if (now_ >= *ask_again_at_) {
    ask_again_at_.reset();
    set_.ask_again();
  }
}

bool SubscriberEngine::on_reply(const ReplyView& reply) noexcept {
  try {
    return react(reply);
  } catch (const std::bad_alloc&) {
    failure_ = {TransportReason::protocol, "out of memory for a message"};
    return false;
  }
}

bool SubscriberEngine::react(const ReplyView& reply) {
  Reaction reaction = set_.take(reply);
  if (auto* message = std::get_if<SubscriberMessage>(&reaction)) {
    if (bound_.when_full == WhenFull::close && !events_.has_room_for(*message)) {
      failure_ = {TransportReason::queue_full,
                  fmt::format("closed, as more came than was received: at most {} events and {} bytes may wait",
                              bound_.events, bound_.bytes)};
      return false;
    }
    events_.put(std::move(*message));
  } else if (auto* refusal = std::get_if<Refusal>(&reaction)) {
    events_.put(std::move(*refusal));
  } else if (auto* postponed = std::get_if<Postponed>(&reaction)) {
    last_postponed_ = postponed->message;
    events_.put(std::move(*postponed));
    note_progress();
  } else if (auto* login = std::get_if<LoginRefused>(&reaction)) {
    const bool is_about_us = !turns_everybody_away(login->error);
    failure_ = {is_about_us ? TransportReason::handshake : TransportReason::connect,
                login_refusal(client_, login->command, login->error)};
  } else if (auto* failure = std::get_if<Failure>(&reaction)) {
    failure_ = std::move(*failure);
  } else {
    note_progress();
  }
  return !failure_;
}

/// Something was answered.
void SubscriberEngine::note_progress() {
  if (set_.is_up() && !up_since_) {
    up_since_ = now_;
    was_ever_up_ = true;
    last_failure_ = nullptr;
  }
  if (!set_.is_restored() || !outage_since_) return;
  outage_since_.reset();
  if (missing_since_) events_.put(Reconnected{*missing_since_});
  missing_since_.reset();
}

void SubscriberEngine::ended(Failure failure, Clock::time_point alive, Clock::time_point now) {
  const bool handshake = failure.reason == TransportReason::handshake;
  if (!set_.hello_error().empty()) {
    failure = {TransportReason::connect, login_refusal(client_, "PING", set_.hello_error())};
  } else if (!up_since_) {
    failure = handshake_failure(client_, std::move(failure));
  }
  lost(std::move(failure), alive, now);
  if (handshake) tell(last_failure_);
}

void SubscriberEngine::lost(Failure failure, Clock::time_point alive, Clock::time_point now) {
  if (failure.reason != TransportReason::connect && failure.reason != TransportReason::handshake) {
    failure.message = fmt::format("{}: {}", client_.endpoint(), failure.message);
  }
  const bool is_for_good = failure.reason == TransportReason::queue_full;
  if (up_since_) {
    if (!missing_since_ && set_.wants_any() && !is_for_good) {
      const auto ago = std::chrono::duration_cast<std::chrono::system_clock::duration>(now - alive);
      missing_since_ = std::chrono::system_clock::now() - ago;
      events_.put(Disconnected{failure.reason, failure.message});
    }
    if (now - *up_since_ >= options_.longest_backoff) backoff_.reset();
  }
  last_failure_ = transport_error(failure.reason, std::move(failure.message));
  if (is_for_good) closed_ = last_failure_;
  left();
  retry_at_ = now + backoff_.next();
}

void SubscriberEngine::left() noexcept {
  has_link_ = false;
  up_since_.reset();
  ask_again_at_.reset();
  set_.lost();
}

}  // namespace tributary::detail
