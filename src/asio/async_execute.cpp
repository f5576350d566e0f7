#include <tributary/asio/async_execute.hpp>

#include "commands/record.hpp"
#include "core/out_of_memory.hpp"
#include "core/started_flight.hpp"

#include <new>

namespace tributary::detail {

void ExecuteOperation::start(PipelineContext& pipe, const ExecuteOptions& options) {
  const FlightHandle flight = CommandAccess::context(pipe)->start(options, *this);
  if (flight) flight_ = flight.share();
}

void ExecuteOperation::abandon() noexcept {
  if (flight_ == nullptr) return;
  ErrorInfo why;
  why.kind = ErrorKind::transport;
  why.reason = TransportReason::cancelled;
  try {
    why.message = "whoever waited for it has left";
  } catch (const std::bad_alloc&) {
    why.message = kOutOfMemory;
  }
  flight_->abandon(why);
}

ExecuteOperation::~ExecuteOperation() {
  if (flight_ != nullptr) FlightHandle::give_back(flight_);
}

}  // namespace tributary::detail
