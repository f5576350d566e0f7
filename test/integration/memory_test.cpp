// Memory that ends on the way to a real server and back: what each command says agrees with what the server did.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/memory.hpp"
#include "support/redis_server.hpp"
#include "support/scripted_server.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

using namespace tributary;
using namespace tributary::test;

namespace {

constexpr std::size_t kCommands = 6;

const std::array<std::string, kCommands> kKeys{"counter:0", "counter:1", "counter:2",
                                               "counter:3", "counter:4", "counter:5"};
const std::string kWrong{"counter:5"};  // holds a list, so that one command has an error

using Results = std::array<std::optional<DeferredResult<std::int64_t>>, kCommands>;

/// One server for all, on the thread that lives longest.
RedisServer& server() {
  static RedisServer started;
  return started;
}

void begin() {
  server().command({"FLUSHALL"});
  server().command({"RPUSH", kWrong, "x"});
}

/// A counter has been counted up by each command that says so, at most once by one that does not know, and never by one
/// that was not sent.
void check(Memory& memory, const Results& results) {
  for (std::size_t i = 0; i < kCommands - 1; ++i) {
    const std::string counted = server().command({"GET", kKeys[i]});
    if (!results[i]) {
      memory.expect(counted == "(nil)", "what was not recorded is executed");
      continue;
    }
    memory.expect(results[i]->ready(), "a result is pending");
    const ErrorInfo* const error = results[i]->error();
    const bool is_transport = error != nullptr && error->kind == ErrorKind::transport;
    const bool is_unsent = is_transport && error->outcome == TransportOutcome::not_sent;
    memory.expect(counted == "(nil)" || counted == "1", "a command is executed twice");
    memory.expect(counted == "(nil)" || !is_unsent, "what was not sent is executed");
    memory.expect(counted == "1" || is_transport, "a command is lost");
  }
}

/// Again when nothing was sent. What was sent is executed already, and the context is empty.
void execute(Memory& memory, PipelineContext& pipe, const ExecuteOptions& options = {.errors = Errors::in_results}) {
  if (!memory.may_end([&] { pipe.execute(options); })) pipe.execute(Errors::in_results);
}

template <class Pipe>
void record(Memory& memory, Results& results, Pipe&& pipe) {
  for (std::size_t i = 0; i < kCommands; ++i) {
    memory.may_end([&] { results[i].emplace(pipe(i).incr(kKeys[i])); });
  }
}

/// A batch on one context.
void record_and_execute(Memory& memory, PipelineContext& pipe) {
  Results results;
  record(memory, results, [&](std::size_t) -> Commands& { return pipe; });
  execute(memory, pipe);
  check(memory, results);
}

}  // namespace

TEST_CASE("promise 22: memory ends in a batch") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    Client client{server().uri()};
    PipelineContext pipe{client};
    record_and_execute(memory, pipe);
    memory.expect(*client.incr("again") == 1, "a client is of no use any more");
  });
}

TEST_CASE("promise 22: memory ends on a connection that was used before") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    ClientOptions options = ClientOptions::from_uri(server().uri());
    options.pool_size = 1;  // a lease that is not given back would be missed
    options.ping_after_idle = std::chrono::milliseconds{1};
    Client client{options};
    client.incr("before");
    const auto used = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - used < 2 * options.ping_after_idle) server().command({"PING"});
    PipelineContext pipe{client};
    Results results;
    record(memory, results, [&](std::size_t) -> Commands& { return pipe; });
    execute(memory, pipe, {.errors = Errors::in_results, .deadline = std::chrono::minutes{5}});
    check(memory, results);
    memory.expect(*client.incr("again") == 1, "a client is of no use any more");
  });
}

TEST_CASE("promise 22: memory ends in a batch for several clients") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    Connections connections;
    const std::array<std::string, 3> names{"the first of them", "the second of them", "the third of them"};
    for (const std::string& name : names) connections.add(name, Client{server().uri()});
    PipelineContext pipe{connections, names[0]};
    std::array<std::optional<PipelineContext>, 3> parts;
    for (std::size_t i = 0; i < 3; ++i) parts[i].emplace(pipe, names[i]);
    Results results;
    record(memory, results, [&](std::size_t i) -> Commands& { return *parts[i % 3]; });
    for (auto& part : parts) {
      if (!memory.may_end([&] { part->execute(); })) part->execute();
    }
    execute(memory, pipe);
    check(memory, results);
  });
}

TEST_CASE("promise 22: memory ends in a stream") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    Client client{server().uri()};
    PipelineContext pipe{client, {.flush_every = 2}};
    record_and_execute(memory, pipe);
    memory.expect(*client.incr("again") == 1, "a client is of no use any more");
  });
}

TEST_CASE("promise 22: memory ends in an atomic batch") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    Client client{server().uri()};
    PipelineContext pipe{client, atomically};
    record_and_execute(memory, pipe);
  });
}

TEST_CASE("promise 22: memory ends in a transaction that watches") {
  server();
  at_every_allocation([](Memory& memory) {
    begin();
    Client client{server().uri()};
    bool is_done = false;
    bool is_refused = false;
    memory.may_end([&] {
      try {
        transaction(client, {kKeys[0]}, [&](Commands& read, PipelineContext& write) {
          read.get<std::int64_t>(kKeys[0]);
          return write.incr(kKeys[0]);
        });
        is_done = true;
      } catch (const RedisError&) {
        is_refused = true;
      }
    });
    const std::string counted = server().command({"GET", kKeys[0]});
    memory.expect(counted == "1" || (counted == "(nil)" && !is_done), "a transaction is lost");
    memory.expect(is_done || is_refused || memory.has_failed(), "nothing says that it is lost");
  });
}

TEST_CASE("promise 22: memory ends while a server leaves") {
  const ServerScript leaves = ServerScript{}.expect_bytes(100).reply(":1\r\n").close();
  ScriptedServer leaving{{leaves}, {.after_last = AfterLastScript::repeat}};
  at_every_allocation(
      [&](Memory& memory) {
        Client client{leaving.uri()};
        PipelineContext pipe{client};
        Results results;
        record(memory, results, [&](std::size_t) -> Commands& { return pipe; });
        execute(memory, pipe);
        for (const auto& result : results) {
          if (result) memory.expect(result->ready(), "a result is pending");
        }
      },
      Leaks::unknown);
}

TEST_CASE("promise 22: memory ends while a host is looked up") {
  RedisServer tcp{{.tcp = true}};
  const std::string port = std::to_string(tcp.tcp_port());
  for (const std::string& host : {std::string{"127.0.0.1"}, std::string{"localhost"}}) {
    at_every_allocation(
        [&](Memory& memory) {
          Client client{"redis://" + host + ':' + port};
          PipelineContext pipe{client};
          Results results;
          record(memory, results, [&](std::size_t) -> Commands& { return pipe; });
          execute(memory, pipe);
          for (const auto& result : results) {
            if (result) memory.expect(result->ready(), "a result is pending");
          }
        },
        Leaks::unknown);
  }
}

TEST_CASE("promise 22: memory ends where there is no server") {
  at_every_allocation([](Memory& memory) {
    Client client{"unix:///nobody/is/here.sock"};
    PipelineContext pipe{client};
    Results results;
    record(memory, results, [&](std::size_t) -> Commands& { return pipe; });
    execute(memory, pipe);
    for (const auto& result : results) {
      if (!result) continue;
      memory.expect(result->ready() && result->error() != nullptr, "a result is pending");
      memory.expect(result->error()->outcome == TransportOutcome::not_sent, "what was not sent is in doubt");
    }
  });
}
