#pragma once

#include <tributary/config.hpp>

#include <memory>
#include <stop_token>

namespace tributary {

namespace detail {
struct StopAccess;
}  // namespace detail

/// Ends an execute of a blocking client early, when somebody asks for it:
///
///     const StopOn stop{token};
///     pipe.execute({.stop = &stop});
///
/// What has left then is `maybe_applied`, and what has not is `not_sent`; the reason of both is `cancelled`. Owns a
/// file descriptor; may be used for any number of executes, one after another or at once.
class TRIBUTARY_API StopOn {
 public:
  /// Errors:   RedisError when the process has no file descriptor left
  explicit StopOn(std::stop_token token);
  ~StopOn();
  StopOn(const StopOn&) = delete;
  StopOn& operator=(const StopOn&) = delete;

 private:
  friend struct detail::StopAccess;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary
