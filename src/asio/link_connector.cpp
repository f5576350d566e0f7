#include "asio/link_connector.hpp"

#include "core/out_of_memory.hpp"

#include <exception>
#include <new>
#include <random>
#include <utility>

namespace tributary::detail {

namespace {

Failure cannot_connect_here(const ClientOptions& server, const std::exception& error) noexcept {
  try {
    return cannot_connect(server, error.what());
  } catch (const std::bad_alloc&) {
    return {TransportReason::connect, kOutOfMemory};
  }
}

}  // namespace

LinkConnector::LinkConnector(const Dialer& dialer, std::chrono::milliseconds first_backoff,
                             std::chrono::milliseconds longest_backoff, Telemetry& telemetry, LinkReadiness& readiness)
    : dialer_{dialer},
      server_{dialer.options()},
      telemetry_{telemetry},
      readiness_{readiness},
      backoff_{first_backoff, longest_backoff, std::random_device{}()} {}

LinkConnector::Step LinkConnector::step(bool is_needed) noexcept {
  try {
    return go_on(is_needed);
  } catch (const std::bad_alloc&) {
    give_up(without_memory());
    return fail(without_memory());
  } catch (const std::exception& error) {  // the executor cannot have the socket
    give_up(without_memory());
    return fail(cannot_connect_here(server_, error));
  }
}

LinkConnector::Step LinkConnector::go_on(bool is_needed) {
  switch (state_) {
    case State::resting:
      if (Clock::now() < until_) break;
      [[fallthrough]];
    case State::idle:
      if (!is_needed) break;
      until_ = Clock::now() + server_.connect_timeout;
      dial_.emplace(dialer_, Deadline{server_.connect_timeout});
      state_ = State::dialling;
      return dial_on();
    case State::dialling: return dial_on();
    case State::identifying: return identify_on();
    case State::greeting: return greet_on();
    case State::ready: break;
  }
  return Step::nothing_new;
}

LinkConnector::Step LinkConnector::dial_on() {
  readiness_.detach();  // a step may close the socket and open the next one, with the same number
  if (dial_->is_under_way()) dial_->step();
  if (dial_->is_under_way()) return Step::nothing_new;
  if (!dial_->has_stream()) {
    Failure failure = cannot_connect(server_, dial_->why());
    dial_.reset();
    return fail(std::move(failure));
  }
  connection_ = std::make_unique<Connection>(dial_->take_stream(), server_, telemetry_, dial_->located());
  begin_login(dial_->identity());
  dial_.reset();
  return greet_on();
}

LinkConnector::Step LinkConnector::identify_on() {
  readiness_.detach();
  identity_->step();
  if (identity_->is_under_way()) return Step::nothing_new;
  if (identity_->options() == nullptr) {
    Failure failure = cannot_connect(server_, identity_->why());
    drop();
    return fail(std::move(failure));
  }
  begin_login(*identity_);
  identity_.reset();
  return greet_on();
}

void LinkConnector::begin_login(const Identity& identity) {
  readiness_.attach(connection_->fd());
  login_ = std::make_unique<Login>(*connection_, identity);
  connection_->begin(std::chrono::milliseconds{left_ms(until_)}, until_);
  state_ = State::greeting;
}

/// The login, or the PING that asks whether the server is still there.
LinkConnector::Step LinkConnector::greet_on() {
  connection_->write_some();
  if (!connection_->failed() && connection_->patience().is_over()) connection_->fail_by_timeout();
  while (connection_->failed() || connection_->exchange().done()) {
    if (sign_of_life_ != nullptr) {
      std::exchange(sign_of_life_, nullptr)->end();
      state_ = State::ready;  // whose owner sees whether it failed
      return Step::nothing_new;
    }
    if (login_->step()) return end_login();
    connection_->begin(std::chrono::milliseconds{left_ms(until_)}, until_);
    connection_->write_some();
  }
  return Step::nothing_new;
}

LinkConnector::Step LinkConnector::end_login() {
  std::optional<Failure> refused = login_->failure();
  login_.reset();
  if (refused) {
    drop();
    return fail(std::move(*refused));
  }
  state_ = State::ready;
  failure_.reset();
  return Step::let_in;
}

LinkConnector::Step LinkConnector::fail(Failure&& failure) noexcept {
  telemetry_.tell(ClientEvent::Kind::not_connected, failure.message);
  failure_ = std::move(failure);
  rest();
  return Step::failed;
}

void LinkConnector::rest() noexcept {
  until_ = Clock::now() + backoff_.next();
  state_ = State::resting;
}

LinkConnector::Use LinkConnector::prepare_use() noexcept {
  if (connection_->is_stale()) {
    drop();
    return Use::never;
  }
  try {
    if (connection_->needs_new_login()) {
      until_ = Clock::now() + server_.connect_timeout;
      identity_.emplace(dialer_, Deadline{server_.connect_timeout});
      state_ = State::identifying;
      return Use::when_answered;
    }
  } catch (const std::exception&) {  // of memory, descriptors, threads: a new connection tells, if it cannot be made
    drop();
    return Use::never;
  }
  if (connection_->idle() < server_.ping_after_idle) return Use::now;
  try {
    sign_of_life_ = std::make_unique<SignOfLife>(*connection_);
  } catch (const std::bad_alloc&) {
    return Use::now;  // whether it is alive is seen soon
  }
  until_ = Clock::now() + server_.connect_timeout;
  connection_->begin(server_.connect_timeout, until_);
  connection_->write_some();
  state_ = State::greeting;
  return Use::when_answered;
}

void LinkConnector::drop() noexcept {
  readiness_.detach();
  identity_.reset();
  connection_.reset();
  state_ = State::idle;
}

void LinkConnector::give_up(const Failure& failure) noexcept {
  dial_.reset();
  login_.reset();
  sign_of_life_.reset();
  if (connection_ != nullptr) {
    connection_->fail(failure.reason, failure.message);
    connection_->finish_exchange();
  }
  drop();
}

std::optional<Clock::time_point> LinkConnector::until(bool is_needed) const noexcept {
  switch (state_) {
    case State::dialling: return dial_->wait_for().until;
    case State::identifying: return identity_->wait_for().until;
    case State::greeting: return connection_->patience().end();
    case State::resting:
      if (is_needed) return until_;
      break;
    case State::idle:
    case State::ready: break;
  }
  return std::nullopt;
}

}  // namespace tributary::detail
