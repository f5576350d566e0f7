#pragma once

#include "core/settle.hpp"
#include "core/tape.hpp"

#include <tributary/core/context.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>

namespace tributary::detail {

/// When whoever executes goes on, whatever the connection's own patience is.
struct ExecuteLimits {
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
  const StopOn* stop = nullptr;
};

/// The commands of one client, to be run by one executor: the bytes of each range in turn, and a slot for each reply.
struct Batch {
  Executor* executor = nullptr;
  Tape* tape = nullptr;
  const RequestBuffer* bytes = nullptr;  ///< that the ranges are stretches of: the tape's, or a copy
  std::span<const Range> ranges;
  Settlement* settlement = nullptr;
  /// How long the server may block on commands of the batch, besides the time that it has to answer.
  std::chrono::milliseconds wait{0};
  ExecuteLimits limits{};
  /// Of its first command; the one behind the batch before it by default.
  std::optional<std::size_t> position{};
  /// Is asked about the errors of its commands, or null. Without one, the batch brings the programs that it calls.
  const Judge* judge = nullptr;
};

/// Commands of one client that leave before execute().
class Stream {
 public:
  virtual ~Stream() = default;
  /// Takes over the bytes of the batch and sends them, reading what has come meanwhile. Waits only when so much is
  /// unsent that memory would grow. Failures go to the slots.
  virtual void send(const Batch& batch) noexcept = 0;
  /// Waits until something more is settled. False when everything is already.
  virtual bool advance(const ExecuteLimits& limits) noexcept = 0;
  /// Waits until everything is settled.
  virtual void finish(const ExecuteLimits& limits) noexcept = 0;
};

class Session;
class FlightHandle;
class Telemetry;
class StartedFlight;
class StartingExecutor;

/// The seam between recording and the world: runs batches, whatever that takes. The blocking client is one, a test
/// script another.
class Executor {
 public:
  Executor() noexcept = default;
  virtual ~Executor() = default;

  /// Not null for one that only starts batches, and settles them later.
  StartingExecutor* starting() const noexcept { return starting_; }

  /// Sends every batch before it waits for any, and settles every slot: with a reply, or with a transport error.
  /// All batches are for executors that run together with this one.
  virtual void run(std::span<const Batch> batches) noexcept = 0;

  /// True when one run() can serve both at the same time.
  virtual bool runs_together_with(const Executor& other) const noexcept { return this == &other; }

  /// Starts streaming. The settlements of its batches outlive the stream. Null where nothing leaves before execute().
  virtual std::unique_ptr<Stream> open_stream() { return nullptr; }

  /// What its client counts and tells; null where nobody wants to know.
  virtual Telemetry* telemetry() noexcept { return nullptr; }

  /// UsageError where a transaction cannot be executed now. Called before one is.
  virtual void require_transactions() const {}

  /// One connection for its holder alone. TransportError when there is none.
  virtual std::shared_ptr<Session> open_session();

 protected:
  explicit Executor(StartingExecutor* self) noexcept : starting_{self} {}

 private:
  StartingExecutor* starting_ = nullptr;
};

/// An executor whose batches are settled after it has returned, on a thread of its choice.
class StartingExecutor : public Executor {
 public:
  /// Takes a batch, which stays where it is until its landing is told that all of it is settled. May be called on any
  /// thread; the landing is told on that of the executor, never within this call.
  virtual void start(const Batch& batch) noexcept = 0;
  /// Calls flight.arrive() on the executor's thread, soon. Called by the landing of the last batch of that flight.
  virtual void conclude(StartedFlight& flight) noexcept = 0;
  /// Those who wait for the batch of that settlement leave: when it has not left, it never will. It is settled with
  /// `why` soon, unless it is settled already.
  virtual void abandon(const FlightHandle& flight, Settlement& settlement, const ErrorInfo& why) noexcept = 0;

  /// A root in which single commands of many callers gather, when this thread is at a place where they leave soon
  /// anyhow; else null. `self` is this executor.
  virtual Context* open_context(const std::shared_ptr<Executor>& self) {
    static_cast<void>(self);
    return nullptr;
  }

  /// Those who wait for the batch of that settlement leave when it is so late.
  virtual void limit(const FlightHandle& flight, Settlement& settlement,
                     std::chrono::steady_clock::time_point until) noexcept;

  /// A connection for what one root sends before its execute(): when something of it is not sent, nothing behind it is.
  virtual std::shared_ptr<Executor> open_started_stream(const std::shared_ptr<Executor>& self) { return self; }

  /// Nobody waits for what is started.
  void run(std::span<const Batch> batches) noexcept final;

 protected:
  StartingExecutor() noexcept : Executor{this} {}
};

/// EXEC ends what a session is kept for, so its holder says when one may come.
class TransactionPermit {
 public:
  void set(bool permitted) noexcept { permitted_ = permitted; }
  /// UsageError unless one may.
  void require() const;

 private:
  bool permitted_ = false;
};

/// One connection for as long as the session exists, for what the server keeps for a connection, such as WATCH. When it
/// is lost, every further batch fails. The connection may serve others afterwards, unless it was abandoned.
class Session : public Executor {
 public:
  virtual void abandon() noexcept = 0;

  void permit_transactions(bool permitted) noexcept { permit_.set(permitted); }
  void require_transactions() const override { permit_.require(); }
  /// True when a key that was watched had been changed, and the last run() executed nothing.
  bool met_conflict() const noexcept { return met_conflict_; }

 protected:
  void note_conflict(std::span<const Batch> batches) noexcept;

 private:
  TransactionPermit permit_;
  bool met_conflict_ = false;
};

}  // namespace tributary::detail
