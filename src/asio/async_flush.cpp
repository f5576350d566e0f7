#include <tributary/asio/async_flush.hpp>

#include "commands/record.hpp"
#include "core/started_flight.hpp"

namespace tributary::detail {

void start_flush(PipelineContext& pipe, ArrivalListener& listener) {
  StartedFlight::flush(*CommandAccess::context(pipe), listener);
}

}  // namespace tributary::detail
