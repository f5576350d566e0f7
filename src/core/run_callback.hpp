#pragma once

#include <tributary/core/callback.hpp>

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

}  // namespace tributary::detail
