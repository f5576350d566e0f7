#pragma once

#include "core/context_watch.hpp"
#include "core/settle.hpp"

#include <memory>

namespace tributary::detail {

class Executor;
class StartedFlight;
struct Lane;

/// One wave while it is told: its continuations run on this thread, and what they record leaves with the next one.
///
///   of a context    it waits in execute(), and the next wave is recorded into it
///   of a flight     nobody waits: into the context of the flight
///   of a client     callers that know nothing of each other were answered together: each goes on with the client
class Wave {
 public:
  Wave(Context& root, const Context::Watch& watch) noexcept : root_{&root}, watch_{&watch} { begin(); }
  Wave(StartedFlight& flight, Waiters waiters) noexcept : flight_{&flight}, is_of_client_{waiters == Waiters::many} {
    begin();
  }
  ~Wave() { t_current = outer_; }
  Wave(const Wave&) = delete;
  Wave& operator=(const Wave&) = delete;

  /// The innermost one of this thread, or null.
  static Wave* current() noexcept { return t_current; }

  /// The continuations that run next wait for replies to commands of this name.
  void tell(Lane& lane) noexcept { lane_ = &lane; }

  /// Null in one of a client.
  ///
  /// Errors:   UsageError when the context was destroyed
  Context* context();
  /// Of the context.
  Lane& lane();
  const std::shared_ptr<Executor>& executor() const noexcept;

 private:
  void begin() noexcept {
    outer_ = t_current;
    t_current = this;
  }

  static inline thread_local constinit Wave* t_current = nullptr;

  Context* root_ = nullptr;
  const Context::Watch* watch_ = nullptr;
  StartedFlight* flight_ = nullptr;
  Lane* lane_ = nullptr;
  bool is_of_client_ = false;
  Wave* outer_;
};

}  // namespace tributary::detail
