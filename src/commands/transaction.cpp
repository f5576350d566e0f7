#include <tributary/commands/transaction.hpp>

#include "commands/executor_commands.hpp"
#include "commands/watch.hpp"
#include "core/backoff.hpp"
#include "core/executor.hpp"

#include <random>
#include <thread>

namespace tributary::detail {

namespace {

/// While it exists, the session may execute a transaction.
class Permit {
 public:
  explicit Permit(Session& session) noexcept : session_{session} { session_.permit_transactions(true); }
  ~Permit() { session_.permit_transactions(false); }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  Session& session_;
};

}  // namespace

struct WatchedSession::State {
  State(const Deployment& client, const KeyList& to_watch, const TransactionOptions& options)
      : keys{detail::hand_on(to_watch)},
        attempts{checked(options).attempts},
        backoff{options.first_backoff, options.longest_backoff, std::random_device{}()},
        session{detail::DeploymentAccess::executor(client)->open_session()},
        commands{session} {}

  KeyList keys;
  int attempts;
  Backoff backoff;
  std::shared_ptr<Session> session;
  ExecutorCommands commands;
  bool watching = false;
};

WatchedSession::WatchedSession(const Deployment& client, const KeyList& keys, const TransactionOptions& options) {
  require_some(keys, "WATCH", "key");
  state_ = std::make_unique<State>(client, keys, options);
}

WatchedSession::~WatchedSession() {
  if (state_->watching) state_->session->abandon();
}

Commands& WatchedSession::watch() {
  state_->watching = true;
  record_watch(state_->commands, state_->keys);
  return state_->commands;
}

Commands& WatchedSession::commands() noexcept { return state_->commands; }

bool WatchedSession::execute(PipelineContext& pipe) {
  // EXEC forgets what was watched. Where there is none, or it is not known what became of it, the keys are still
  // watched.
  if (pipe.empty()) record_unwatch(state_->commands);
  const Permit permit{*state_->session};
  try {
    pipe.execute();
    state_->watching = false;
    return true;
  } catch (const TransactionConflict&) {
    state_->watching = false;
    // One that a callback threw, for another transaction, comes when this one has been executed.
    if (!state_->session->met_conflict() || --state_->attempts == 0) throw;
  }
  std::this_thread::sleep_for(state_->backoff.next());
  return false;
}

}  // namespace tributary::detail
