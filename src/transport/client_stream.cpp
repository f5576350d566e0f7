// states: no connection yet --send()--> streaming --finish()--> no connection
//                                           |
//                                           +-- any failure --> failed: each batch is settled as not sent; when memory
//                                                                       has ended, what has left is answered, too
#include "transport/client_stream.hpp"

#include "transport/drive.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace tributary::detail {

namespace {

// What may wait here for the server besides what the kernel holds. Enough to bridge the time until this thread is
// scheduled again, small enough to stay in the cache.
constexpr std::size_t kMaxUnsentBytes = std::size_t{256} << 10;
// A fast writer of short requests for long replies would otherwise fill this process with slots, and the server with
// replies. Several times what sockets hold of short commands, so that others never wait for it.
constexpr std::size_t kMaxUnanswered = std::size_t{32} << 10;
constexpr std::size_t kSpareBuffers = 16;

}  // namespace

ClientStream::~ClientStream() {
  if (connection_ == nullptr) return;
  connection_->fail(TransportReason::closed, "the streaming context was dropped before its execute()");
  settle_failure();
}

void ClientStream::send(const Batch& batch) noexcept {
  const Lease kind = batch.wait.count() > 0 ? Lease::apart : Lease::counted;
  if (connection_ != nullptr) {
    receive();
  } else if (!failure_) {
    lease(kind);
  }
  if (!failure_) {
    try {
      take(batch, kind);
    } catch (const std::bad_alloc&) {
      // What comes behind must not go on without it. What has left is answered all the same.
      failure_ = without_memory();
      settled_ = connection_->exchange().next_position();
    }
  }
  if (failure_) {
    settle_unsent(batch);
    return;
  }
  start_clock();
  write();
}

/// std::bad_alloc, and nothing was taken, when there is no memory for the batch.
void ClientStream::take(const Batch& batch, Lease kind) {
  spare_.reserve(kSpareBuffers);
  if (kind == Lease::apart) waits_.push_back({0, batch.wait});
  try {
    add(batch);
  } catch (const std::bad_alloc&) {
    if (kind == Lease::apart) waits_.pop_back();
    throw;
  }
  if (kind == Lease::counted) return;
  if (kind_ == Lease::counted) executor_->pool().set_apart();
  kind_ = Lease::apart;
  waits_.back().answered = connection_->exchange().commands();
  wait_ += batch.wait;
}

void ClientStream::add(const Batch& batch) {
  RequestBuffer& bytes = in_flight_.emplace_back(take_buffer());
  try {
    connection_->exchange().add(batch, bytes);
  } catch (const std::bad_alloc&) {
    in_flight_.pop_back();
    throw;
  }
  in_flight_bytes_ += bytes.size();
}

bool ClientStream::advance(const ExecuteLimits& limits) noexcept {
  if (connection_ == nullptr || connection_->exchange().done()) return false;
  start_clock(limits.until);
  const Exchange& exchange = connection_->exchange();
  const std::size_t answered = exchange.answered();
  while (!connection_->failed() && !exchange.done() && exchange.answered() == answered) {
    drive_step(*connection_, limits.stop);
  }
  if (connection_->failed()) settle_failure();
  return true;
}

void ClientStream::finish(const ExecuteLimits& limits) noexcept {
  if (connection_ == nullptr) return;
  start_clock(limits.until);
  connection_->fail_if_foreign();
  drive(*connection_, limits.stop);
  connection_->finish_exchange();
  give_back();
}

/// The time to answer, and what the server may block on the commands that it has not answered yet.
void ClientStream::start_clock(Clock::time_point until) noexcept {
  const std::size_t answered = connection_->exchange().answered();
  for (; !waits_.empty() && waits_.front().answered <= answered; waits_.pop_front()) wait_ -= waits_.front().time;
  connection_->begin(executor_->pool().options().timeout + wait_, until);
}

/// Reads what has come, before anything is added: a reply that nobody asked for must not meet a command.
void ClientStream::receive() noexcept {
  connection_->fail_if_foreign();
  start_clock();
  while (!connection_->failed() && connection_->read_some()) {
    if (connection_->patience().is_over()) connection_->fail_by_timeout();
  }
  if (connection_->failed()) settle_failure();
}

/// Writes, without waiting unless too much is unsent or unanswered; then replies are read meanwhile.
void ClientStream::write() noexcept {
  connection_->write_some();
  const Exchange& exchange = connection_->exchange();
  while (!connection_->failed() &&
         (exchange.unsent_bytes() > kMaxUnsentBytes || exchange.commands() - exchange.answered() > kMaxUnanswered)) {
    drive_step(*connection_);
  }
  if (connection_->failed()) {
    settle_failure();
  } else {
    reuse_written();
  }
}

void ClientStream::lease(Lease kind) noexcept {
  Failure failure;
  kind_ = kind;
  connection_ = executor_->pool().lease(kind, ExecuteLimits{}, failure);
  if (connection_ == nullptr) failure_ = std::move(failure);
}

void ClientStream::give_back() noexcept {
  executor_->pool().give_back(std::move(connection_), kind_);
  waits_.clear();
  wait_ = {};
}

void ClientStream::settle_unsent(const Batch& batch) noexcept {
  ConnectionFailure why{failure_->reason, failure_->message, executor_->pool().server()};
  settled_ = detail::settle_unsent(batch, why, settled_);
  batch.tape->release(batch.ranges);
}

void ClientStream::settle_failure() noexcept {
  settled_ = std::max(settled_, connection_->exchange().next_position());
  connection_->finish_exchange();
  failure_ = copy_of(connection_->failure());
  give_back();
  in_flight_.clear();
}

/// A slow server keeps something unsent all the time; what was written before it is free none the less.
void ClientStream::reuse_written() noexcept {
  const std::size_t unsent = connection_->exchange().unsent_bytes();
  while (!in_flight_.empty() && in_flight_bytes_ - in_flight_.front().size() >= unsent) {
    in_flight_bytes_ -= in_flight_.front().size();
    if (spare_.size() < kSpareBuffers) spare_.push_back(std::move(in_flight_.front()));
    in_flight_.pop_front();
  }
}

RequestBuffer ClientStream::take_buffer() noexcept {
  if (spare_.empty()) return {};
  RequestBuffer buffer = std::move(spare_.back());
  spare_.pop_back();
  buffer.clear();
  return buffer;
}

}  // namespace tributary::detail
