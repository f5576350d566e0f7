#include "transport/client_session.hpp"

#include "transport/drive.hpp"

#include <utility>

namespace tributary::detail {

ClientSession::ClientSession(std::shared_ptr<ClientExecutor> executor) : executor_{std::move(executor)} {
  Failure failure;
  connection_ = executor_->pool().lease(Lease::apart, ExecuteLimits{}, failure);
  if (connection_ != nullptr) return;
  auto info = std::make_shared<ErrorInfo>();
  info->kind = ErrorKind::transport;
  info->reason = failure.reason;
  info->message = std::move(failure.message);
  info->server = executor_->pool().server();
  raise(std::move(info));
}

ClientSession::~ClientSession() { executor_->pool().give_back(std::move(connection_), Lease::apart); }

/// The connection is never replaced: what the server kept for it would be gone, and nobody would know. That it is gone
/// is seen before anything is sent, as with a connection of the pool.
void ClientSession::run(std::span<const Batch> batches) noexcept {
  connection_->fail_if_stale();
  converse(*connection_, batches, executor_->pool().options().timeout);
  note_conflict(batches);
}

void ClientSession::abandon() noexcept { connection_->fail(TransportReason::closed, "the session was abandoned"); }

}  // namespace tributary::detail
