#pragma once

#include <tributary/core/callback.hpp>

#include "core/telemetry.hpp"

#include <exception>

namespace tributary::detail {

/// One that throws stops no other; the first exception is kept.
inline void run_callback(Callback& callback, std::exception_ptr& first) noexcept {
  try {
    callback.run();
  } catch (...) {
    if (first == nullptr) first = std::current_exception();
  }
}

/// Of a batch that nobody waits for: nobody else would hear of what one threw. `telemetry`: null where nobody wants to.
inline void tell_of_callback(Telemetry* telemetry, const std::exception_ptr& thrown) noexcept {
  if (telemetry == nullptr) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    telemetry->tell(ClientEvent::Kind::callback_threw, error.what());
  } catch (...) {
    telemetry->tell(ClientEvent::Kind::callback_threw, "something that is no std::exception");
  }
}

}  // namespace tributary::detail
