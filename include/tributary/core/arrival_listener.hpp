#pragma once

#include <tributary/config.hpp>

#include <cstddef>
#include <exception>

namespace tributary::detail {

/// Waits until a started batch has arrived: its results are there, continuations and callbacks have run.
class TRIBUTARY_API ArrivalListener {
 public:
  /// What execute() would have thrown, or null and the number of commands that failed. Called on the executor's thread.
  virtual void arrived(std::exception_ptr error, std::size_t failed) noexcept = 0;

 protected:
  ~ArrivalListener() = default;
};

}  // namespace tributary::detail
