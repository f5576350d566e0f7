#include <tributary/commands/pipeline_context.hpp>
#include <tributary/commands/transaction.hpp>
#include <tributary/transport/client.hpp>

#include "mode.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace tributary::storm {

namespace {

class Worker {
 public:
  Worker(const Client& first, const Client& second, Ledger& ledger) : client_{first}, ledger_{&ledger} {
    connections_.add(std::string{kFirstConnection}, first);
    connections_.add(std::string{kSecondConnection}, second);
  }

  void execute_batch() {
    const Form form = ledger_->next_form(kAllForms);
    const PipelineOptions options{.flush_every = ledger_->next_flush(form)};
    switch (form) {
      case Form::plain:
      case Form::streaming: execute(PipelineContext{client_, options}, form); break;
      case Form::atomic: execute(PipelineContext{client_, atomically}, form); break;
      case Form::several: execute(PipelineContext{connections_, kFirstConnection, options}, form); break;
      case Form::calls: ledger_->call(client_); break;
      case Form::watched: execute_watched(); break;
    }
    ledger_->settle();
  }

 private:
  void execute(PipelineContext&& pipe, Form form) {
    ledger_->record(pipe, form);
    pipe.execute(Errors::in_results);
  }

  /// What is caught stands in the results, too.
  void execute_watched() {
    try {
      transaction(client_, {ledger_->watched_key()},
                  [this](Commands& read, PipelineContext& write) { ledger_->read_and_record(read, write); });
    } catch (const TransportError&) {
    } catch (const TransactionConflict&) {
    } catch (const ServerError& error) {
      if (error.code() != "NOSCRIPT") throw;
    }
  }

  Client client_;
  Connections connections_;
  Ledger* ledger_;
};

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
        Worker worker{clients[i % clients.size()], clients[(i + 1) % clients.size()], work.ledgers[i]};
        while (std::chrono::steady_clock::now() < work.until) worker.execute_batch();
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
