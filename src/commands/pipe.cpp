#include <tributary/core/pipe.hpp>

#include <tributary/core/error.hpp>

#include "commands/record.hpp"
#include "core/executor.hpp"
#include "core/pipe_state.hpp"
#include "core/wave.hpp"

#include <utility>

namespace tributary {

namespace detail {

namespace {

struct Alone {};

/// What is behind every Pipe: the commands that it gives out, too.
class PipeCommands final : public PipeState {
 public:
  explicit PipeCommands(const std::shared_ptr<Executor>& executor) : commands_{executor} {}
  PipeCommands(const std::shared_ptr<Executor>& executor, Alone) : PipeState{executor}, commands_{face()} {}
  PipeCommands(Context& target, Lane& lane) : PipeState{target, lane}, commands_{face()} {}

  Commands& commands() noexcept { return commands_; }

 private:
  struct Surface final : Commands {
    explicit Surface(Context& context) noexcept : Commands{context} {}
    explicit Surface(const std::shared_ptr<Executor>& executor) noexcept : Commands{executor} {}
  };
  Surface commands_;
};

/// Shared with the last Pipe of that context and name.
PipeState& state_for(Context& context, Lane& lane) {
  if (PipeState* const known = PipeState::newest_of(context, lane)) return *known;
  return *new PipeCommands{context, lane};
}

PipeState& state_for(Commands& redis, std::string_view connection) {
  Context* const context = CommandAccess::context(redis);
  if (context == nullptr) return *new PipeCommands{CommandAccess::executor(redis)};
  return state_for(*context, PipeState::lane_of(*context, connection));
}

PipeState& usable_state(const Pipe& pipe) {
  PipeState* const state = PipeAccess::state(pipe);
  if (state == nullptr) throw UsageError{"a Pipe that was moved away is used"};
  return *state;
}

}  // namespace

Pipe pipe_of_wave() {
  Wave* const wave = Wave::current();
  if (wave == nullptr) {
    throw UsageError{
        "a step with a second argument has no batch to record into, as its input was there already: capture a Pipe, "
        "which also works on a client"};
  }
  if (ReadyList::runs_within_transaction()) {
    throw UsageError{
        "a step cannot depend on an answer of its own transaction, which comes with EXEC: read before it, in "
        "transaction(), "
        "or let a script decide"};
  }
  Context* const context = wave->context();
  if (context == nullptr) return PipeAccess::adopt(*new PipeCommands{wave->executor()});
  return PipeAccess::adopt(state_for(*context, wave->lane()));
}

namespace {

/// What a client gives to a coroutine that is called with it.
[[gnu::noinline]] PipeState* new_batch(const Pipe& of_client, PipeState& client) {
  Commands& commands = static_cast<PipeCommands&>(client).commands();
  PipeState& alone = *new PipeCommands{CommandAccess::executor(commands), Alone{}};
  PipeAccess::replace(of_client, alone);
  return &alone;
}

}  // namespace

Suspension::Suspension(const Pipe& pipe)
    : Continuation{Input::kept}, drives_{usable_state(pipe).is_of_client()}, batch_{PipeAccess::state(pipe)} {
  if (drives_) batch_ = new_batch(pipe, *batch_);
  batch_->note_started();
  known_child_ = batch_->newest_child();
}

}  // namespace detail

Pipe::Pipe(Commands& redis) {
  detail::Context* const context = detail::CommandAccess::context(redis);
  detail::PipeState* const known = context != nullptr ? detail::PipeState::newest_of(*context) : nullptr;
  state_ = known != nullptr ? known : &detail::state_for(redis, {});
}

Pipe::Pipe(Commands& redis, std::string_view connection) : state_{&detail::state_for(redis, connection)} {}

Pipe::Pipe(const Pipe& other) noexcept : state_{other.state_} {
  if (state_ != nullptr) state_->add_reference();
}

void Pipe::release() noexcept { state_->release(); }

Commands& Pipe::operator*() const {
  detail::PipeState& state = detail::usable_state(*this);
  state.require_usable();
  return static_cast<detail::PipeCommands&>(state).commands();
}

}  // namespace tributary
