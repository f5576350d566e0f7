#include "core/outcome.hpp"

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"

#include <new>
#include <utility>

namespace tributary::detail {

void Outcome::take(Settlement& settlement) noexcept {
  commands += std::exchange(settlement.commands, 0);
  Failures& more = settlement.failures;
  if (more.count == 0 && more.first_command == nullptr) return;
  failures.count += more.count;
  failures.not_sent += more.not_sent;
  if (failures.first_transport == nullptr) failures.first_transport = std::move(more.first_transport);
  if (failures.first_command == nullptr) failures.first_command = std::move(more.first_command);
  more = {};
}

std::shared_ptr<const ErrorInfo> Outcome::first_error() const noexcept {
  const auto& transport = failures.first_transport;
  if (transport == nullptr) return failures.first_command;
  const auto outcome = failures.not_sent == commands ? TransportOutcome::not_sent : TransportOutcome::maybe_applied;
  if (transport->outcome == outcome) return transport;
  try {
    auto whole = std::make_shared<ErrorInfo>(*transport);
    whole->outcome = outcome;
    return whole;
  } catch (const std::bad_alloc&) {
    return out_of_memory(ErrorKind::transport, outcome);
  }
}

}  // namespace tributary::detail
