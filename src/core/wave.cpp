#include "core/wave.hpp"

#include <tributary/core/error.hpp>

#include "core/lane.hpp"
#include "core/root.hpp"
#include "core/started_flight.hpp"

namespace tributary::detail {

Context* Wave::context() {
  if (is_of_client_) return nullptr;
  if (flight_ != nullptr) return &flight_->next_wave();
  if (watch_->gone()) throw UsageError{"the context whose batch was executed is gone: there is no next wave"};
  return root_;
}

/// That of a flight knows the lanes of the flight by their names.
Lane& Wave::lane() { return flight_ == nullptr ? *lane_ : flight_->next_wave().root_->lane(lane_->name); }

const std::shared_ptr<Executor>& Wave::executor() const noexcept { return lane_->executor; }

}  // namespace tributary::detail
