#include <tributary/asio/async_transaction.hpp>

#include "asio/async_client_access.hpp"
#include "asio/async_session.hpp"
#include "commands/executor_commands.hpp"
#include "commands/watch.hpp"
#include "core/backoff.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <random>

namespace tributary::detail {

struct AsyncWatch::State {
  State(const AsyncClient& client, std::vector<std::string>&& to_watch, const TransactionOptions& options)
      : keys{std::move(to_watch)},
        attempts{checked(options).attempts},
        backoff{options.first_backoff, options.longest_backoff, std::random_device{}()},
        session{std::make_shared<AsyncSession>(AsyncClientAccess::executor(client))},
        commands{session} {}

  std::vector<std::string> keys;
  int attempts;
  Backoff backoff;
  std::shared_ptr<AsyncSession> session;
  ExecutorCommands commands;
};

AsyncWatch::AsyncWatch(const AsyncClient& client, std::vector<std::string> keys, const TransactionOptions& options) {
  require_some(KeyList{keys}, "WATCH", "key");
  state_ = std::make_unique<State>(client, std::move(keys), options);
}

AsyncWatch::~AsyncWatch() = default;

Commands& AsyncWatch::commands() noexcept { return state_->commands; }

boost::asio::awaitable<void> AsyncWatch::watch() {
  state_->session->set_clean(false);
  co_await async_wait(deferred<Ok>(record_watch(state_->commands, KeyList{state_->keys})));
}

boost::asio::awaitable<bool> AsyncWatch::execute(PipelineContext& pipe) {
  if (pipe.empty()) co_await async_wait(deferred<Ok>(record_unwatch(state_->commands)));
  bool met_conflict = false;
  try {
    state_->session->permit_transactions(true);
    co_await async_execute(pipe);
  } catch (const TransactionConflict&) {
    state_->session->set_clean(true);
    // One that a callback threw, for another transaction, comes when this one has been executed.
    if (!state_->session->met_conflict() || --state_->attempts == 0) throw;
    met_conflict = true;
  }
  state_->session->permit_transactions(false);
  state_->session->set_clean(true);
  if (!met_conflict) co_return true;
  boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor, state_->backoff.next()};
  co_await pause.async_wait(boost::asio::use_awaitable);
  co_return false;
}

}  // namespace tributary::detail
