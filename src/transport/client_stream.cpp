// states: no connection yet --send()--> streaming --finish()--> no connection
//                                           |
//                                           +-- any failure --> failed: each batch is settled as not sent
#include "transport/client_stream.hpp"

#include "transport/drive.hpp"

#include <utility>

namespace tributary::detail {

namespace {

// What may wait here for the server besides what the kernel holds. Enough to bridge the time until this thread is
// scheduled again, small enough to stay in the cache.
constexpr std::size_t kMaxUnsentBytes = std::size_t{256} << 10;
constexpr std::size_t kSpareBuffers = 16;

}  // namespace

ClientStream::~ClientStream() {
  if (connection_ == nullptr) return;
  connection_->fail(TransportReason::closed, "the streaming context was dropped before its execute()");
  settle_failure();
}

void ClientStream::send(const Batch& batch) noexcept {
  if (!failure_ && connection_ == nullptr) {
    Failure failure;
    connection_ = executor_->pool().lease(failure);
    if (connection_ == nullptr) failure_ = std::move(failure);
  }
  RequestBuffer bytes = take_buffer();
  batch.tape->take(batch.ranges, bytes);
  in_flight_.push_back(std::move(bytes));
  const RequestBuffer& moved = in_flight_.back();
  if (failure_) {
    Exchange nowhere{ReplyLimits{}};
    nowhere.add(batch, moved.view(0, moved.size()));
    nowhere.fail(failure_->reason, failure_->message);
    in_flight_.clear();
    return;
  }
  connection_->begin(executor_->pool().options().timeout);
  connection_->exchange().add(batch, moved.view(0, moved.size()));
  pump();
}

void ClientStream::finish() noexcept {
  if (connection_ == nullptr) return;
  connection_->begin(executor_->pool().options().timeout);
  Connection* const one = connection_.get();
  drive({&one, 1});
  connection_->finish_exchange();
  executor_->pool().give_back(std::move(connection_));
}

/// Writes, and reads what has come, without waiting for either unless too much is unsent.
void ClientStream::pump() noexcept {
  connection_->write_some();
  while (connection_->read_some()) {
  }
  while (!connection_->failed() && connection_->exchange().unsent_bytes() > kMaxUnsentBytes) drive_step(*connection_);
  if (connection_->failed()) {
    settle_failure();
  } else if (connection_->exchange().unsent_bytes() == 0) {
    for (RequestBuffer& buffer : in_flight_) {
      if (spare_.size() < kSpareBuffers) spare_.push_back(std::move(buffer));
    }
    in_flight_.clear();
  }
}

void ClientStream::settle_failure() noexcept {
  failure_ = connection_->failure();
  connection_->finish_exchange();
  executor_->pool().give_back(std::move(connection_));
  in_flight_.clear();
}

RequestBuffer ClientStream::take_buffer() noexcept {
  if (spare_.empty()) return {};
  RequestBuffer buffer = std::move(spare_.back());
  spare_.pop_back();
  buffer.clear();
  return buffer;
}

}  // namespace tributary::detail
