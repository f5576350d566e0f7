#pragma once

#include <tributary/config.hpp>

#include <string_view>
#include <utility>

namespace tributary {

class Commands;

namespace detail {
class PipeState;
struct PipeAccess;
}  // namespace detail

/// The batch under way, for steps that depend on answers: a coroutine takes one, and so may the function of then().
///
///     DeferredResult<std::optional<std::string>> name_of(Pipe redis, std::string session) {
///       auto user = co_await redis->get<std::int64_t>("session:" + session);
///       if (!user) co_return std::nullopt;
///       co_return co_await redis->get(fmt::format("name:{}", *user));
///     }
///
/// Made from what a function is given, it records there; when that context has been executed, in the one around it;
/// while the batch is under way, into the next wave. Made from a client it runs every command at once, as the client
/// does, but a coroutine that is called with it gets a batch of its own, and has ended when the call returns (with an
/// asynchronous client: when its result is ready).
///
/// A handle, 8 bytes, to be passed by value: copies are the same. Good until the batch has been executed or discarded;
/// afterwards it refuses with UsageError. It belongs to the thread that records, then to the one that tells the
/// results.
class TRIBUTARY_API Pipe {
 public:
  Pipe(Commands& redis);  // NOLINT(google-explicit-constructor): what takes a Pipe is called with a client or a context
  /// For the connection of that name, where names are known; see PipelineContext.
  Pipe(Commands& redis, std::string_view connection);
  Pipe(const Pipe& other) noexcept;
  Pipe(Pipe&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
  Pipe& operator=(Pipe other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Pipe() {
    if (state_ != nullptr) release();
  }

  /// Every command. The reference is good as long as this Pipe.
  ///
  /// Errors:   UsageError when the batch has been executed or discarded, and for one that was moved away
  Commands& operator*() const;
  Commands* operator->() const { return &**this; }

 private:
  friend struct detail::PipeAccess;

  explicit Pipe(detail::PipeState& adopted) noexcept : state_{&adopted} {}
  void release() noexcept;

  // A coroutine that is called with a client gives its own one a batch.
  mutable detail::PipeState* state_;
};

namespace detail {

/// Where the function of then() records the step behind the one that has just been answered.
///
/// Errors:   UsageError outside a wave, and when what was answered is part of a transaction
TRIBUTARY_API Pipe pipe_of_wave();

}  // namespace detail

}  // namespace tributary
