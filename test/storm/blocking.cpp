#include <tributary/commands/pipeline_context.hpp>
#include <tributary/transport/client.hpp>

#include "mode.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace tributary::storm {

namespace {

void work_until(std::chrono::steady_clock::time_point until, Client& client, Ledger& ledger) {
  while (std::chrono::steady_clock::now() < until) {
    const Form form = ledger.next_form();
    const auto execute = [&](PipelineContext&& pipe) {
      ledger.record(pipe, form);
      pipe.execute(Errors::in_results);
      ledger.settle();
    };
    switch (form) {
      case Form::plain: execute(PipelineContext{client}); break;
      case Form::streaming: execute(PipelineContext{client, {.flush_every = ledger.next_flush()}}); break;
      case Form::atomic: execute(PipelineContext{client, atomically}); break;
    }
  }
}

}  // namespace

void run_blocking(const Work& work) {
  std::vector<Client> clients;
  for (ClientOptions options : work.ways) {
    const std::size_t workers = work.ledgers.size() / work.ways.size();
    options.pool_size = std::max<std::size_t>(1, workers - workers / 4);
    clients.emplace_back(options);
  }
  std::vector<std::exception_ptr> failures(work.ledgers.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < work.ledgers.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        work_until(work.until, clients[i % clients.size()], work.ledgers[i]);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
}

}  // namespace tributary::storm
