#include <tributary/asio.hpp>

#include "mode.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace tributary::storm {

namespace {

namespace asio = boost::asio;

constexpr std::array kForms{Form::plain, Form::atomic, Form::several, Form::calls};

class Coroutine {
 public:
  Coroutine(const AsyncClient& first, const AsyncClient& second, Ledger& ledger) : client_{first}, ledger_{&ledger} {
    connections_.add(std::string{kFirstConnection}, first);
    connections_.add(std::string{kSecondConnection}, second);
  }

  asio::awaitable<void> run(std::chrono::steady_clock::time_point until) {
    while (std::chrono::steady_clock::now() < until) co_await execute_batch();
  }

 private:
  asio::awaitable<void> execute_batch() {
    const Form form = ledger_->next_form(kForms);
    if (form == Form::calls) {
      ledger_->call(client_);
      co_await all_settled();
    } else if (form == Form::atomic) {
      PipelineContext pipe{client_, atomically};
      co_await execute(pipe, form);
    } else if (form == Form::several) {
      PipelineContext pipe{connections_, kFirstConnection};
      co_await execute(pipe, form);
    } else {
      PipelineContext pipe{client_};
      co_await execute(pipe, form);
    }
    ledger_->settle();
  }

  /// Some callers do not wait as long as it takes.
  asio::awaitable<void> execute(PipelineContext& pipe, Form form) {
    ledger_->record(pipe, form);
    const std::chrono::milliseconds deadline{++batches_ % 7 == 0 ? batches_ % 40 + 1 : 0};
    const ExecuteOptions options{.errors = Errors::in_results, .deadline = deadline};
    co_await async_execute(pipe, options);
  }

  asio::awaitable<void> all_settled() {
    asio::steady_timer pause{co_await asio::this_coro::executor};
    while (!ledger_->is_settled()) {
      pause.expires_after(std::chrono::milliseconds{1});
      co_await pause.async_wait(asio::use_awaitable);
    }
  }

  AsyncClient client_;
  Connections connections_;
  Ledger* ledger_;
  int batches_ = 0;
};

}  // namespace

void run_asynchronous(const Work& work) {
  asio::io_context context{1};
  std::vector<AsyncClient> clients;
  for (const ClientOptions& options : work.ways) clients.emplace_back(context, options);
  std::vector<Coroutine> workers;
  for (std::size_t i = 0; i < work.ledgers.size(); ++i) {
    workers.emplace_back(clients[i % clients.size()], clients[(i + 1) % clients.size()], work.ledgers[i]);
  }
  for (Coroutine& worker : workers) {
    asio::co_spawn(context, worker.run(work.until), [](const std::exception_ptr& error) {
      if (error != nullptr) std::rethrow_exception(error);
    });
  }
  context.run();
}

}  // namespace tributary::storm
