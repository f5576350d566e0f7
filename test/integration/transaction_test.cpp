// transaction(): WATCH, read, record, EXEC, on a real server.
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// Adds one to "n" by reading and writing it, as somebody without INCR would.
void add_one(const Client& client, const TransactionOptions& options = {}) {
  transaction(
      client, {"n"},
      [](Commands& read, PipelineContext& write) {
        const auto before = read.get<std::int64_t>("n")->value_or(0);
        write.set("n", before + 1);
      },
      options);
}

/// The nesting of a reply that holds one element in each array.
struct Deep {
  std::size_t levels;
};

/// True when the connection with this number still exists.
bool is_connected(Client& redis, std::int64_t id) {
  return redis.command<std::string>("CLIENT", "LIST", "ID", id).result().starts_with("id=");
}

}  // namespace

template <>
struct tributary::Codec<Deep> {
  static Deep from_reply(const ReplyView& reply) {
    return {reply.is_array() ? 1 + from_reply(*reply.begin()).levels : 0};
  }
};

TEST_CASE("an atomic context is executed as one transaction, and its results have their types") {
  Client redis = emptied_client();
  PipelineContext pipe{redis, atomically};
  const auto added = pipe.zadd("z", {{"a", 1}, {"b", 2.5}});
  const auto members = pipe.zrange_withscores("z", 0, -1);
  const auto missing = pipe.get("missing");
  CHECK(pipe.execute() == 0);
  CHECK(*added == 2);
  CHECK(*members == std::vector<ScoredMember<>>{{"a", 1}, {"b", 2.5}});
  CHECK(*missing == std::nullopt);
}

TEST_CASE("a command that fails in a transaction leaves the others executed") {
  Client redis = emptied_client();
  redis.set("text", "x");
  PipelineContext pipe{redis, atomically};
  const auto wrong = pipe.incr("text");
  const auto right = pipe.incr("n");
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(wrong.error()->code == "ERR");
  CHECK(*right == 1);
}

TEST_CASE("a command that the server refuses to queue keeps all from being executed, and is named") {
  Client redis = emptied_client();
  PipelineContext pipe{redis, atomically};
  const auto right = pipe.incr("n");
  const auto refused = pipe.command<Ok>("NOSUCH", 1);
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(refused.error()->message.find("unknown command") != std::string::npos);
  CHECK(right.error()->code == "EXECABORT");
  CHECK(right.error()->message.find("NOSUCH (command 1)") != std::string::npos);
  CHECK(*redis.exists("n") == false);
  CHECK(*redis.incr("n") == 1);  // the connection is fine
}

TEST_CASE("transaction() executes what was recorded when nobody interferes") {
  Client redis = emptied_client();
  redis.set("stock", 3);
  const auto left = transaction(redis, {"stock"}, [](Commands& read, PipelineContext& write) {
    CHECK(read.get<int>("stock")->value() == 3);
    return write.decr("stock");
  });
  CHECK(*left == 2);
}

TEST_CASE("transaction() does it again when a watched key was changed, and loses nothing") {
  Client redis = emptied_client();
  int calls = 0;
  transaction(redis, {"n"}, [&](Commands& read, PipelineContext& write) {
    const auto before = read.get<std::int64_t>("n")->value_or(0);
    if (++calls < 3) redis.incr("n");
    write.set("n", before + 10);
  });
  CHECK(calls == 3);
  CHECK(*redis.get("n") == "12");
}

TEST_CASE("transaction() gives up after its attempts with a typed error, and nothing was written") {
  Client redis = emptied_client();
  int calls = 0;
  const auto interfered = [&](Commands&, PipelineContext& write) {
    ++calls;
    redis.incr("n");
    write.set("n", "lost");
  };
  CHECK_THROWS_AS(transaction(redis, {"n"}, interfered, {.attempts = 2}), TransactionConflict);
  CHECK(calls == 2);
  CHECK(*redis.get("n") == "2");
}

TEST_CASE("transaction() that records nothing gives back a connection that watches nothing") {
  Client redis = emptied_client();
  std::int64_t id = 0;
  transaction(redis, {"n"}, [&](Commands& read, PipelineContext&) { id = read.client_id().result(); });
  shared_server().command({"INCR", "n"});
  PipelineContext pipe{redis, atomically};
  const auto same = pipe.client_id();
  pipe.set("n", 1);
  CHECK(pipe.execute() == 0);
  CHECK(*same == id);
}

TEST_CASE("transaction() whose function throws writes nothing, and closes the connection that watches") {
  Client redis = emptied_client();
  std::int64_t id = 0;
  const auto throws = [&](Commands& read, PipelineContext& write) {
    id = read.client_id().result();
    write.set("n", 1);
    throw std::runtime_error{"changed my mind"};
  };
  CHECK_THROWS_WITH(transaction(redis, {"n"}, throws), "changed my mind");
  CHECK(eventually([&] { return !is_connected(redis, id); }));
  CHECK(*redis.exists("n") == false);
}

TEST_CASE("promise 14: a transaction whose connection is lost behind WATCH is not continued on another") {
  Client redis = emptied_client();
  const auto loses = [&](Commands& read, PipelineContext& write) {
    const auto id = read.client_id().result();
    CHECK(redis.command<std::int64_t>("CLIENT", "KILL", "ID", id).result() == 1);
    write.set("n", 1);
  };
  CHECK_THROWS_AS(transaction(redis, {"n"}, loses), TransportError);
  CHECK(*redis.exists("n") == false);
}

TEST_CASE("promise 15: transaction() looks at its connection before EXEC, and sends nothing to one that was closed") {
  RedisServer server{{.tcp = true}};
  Client redis{GENERATE(false, true) ? server.tcp_uri() : server.uri()};
  std::optional<DeferredResult<std::int64_t>> added;
  const auto loses = [&](Commands& read, PipelineContext& write) {
    const auto id = read.client_id().result();
    server.command({"CLIENT", "KILL", "ID", std::to_string(id)});
    REQUIRE(eventually([&] { return server.statistic("connected_clients") == 1; }));
    added = write.incr("n");
  };
  const auto error = thrown_by<TransportError>([&] { transaction(redis, {"n"}, loses); });
  CHECK(error.outcome() == TransportOutcome::not_sent);
  CHECK(error.reason() == TransportReason::closed);
  CHECK(error.server() == redis.options().endpoint());
  CHECK(state_of(*added) == "not_sent");
}

TEST_CASE("promise 14: a process that is forked inside transaction() leaves the connection to its parent") {
  RedisServer server;
  Client redis{server.uri()};
  redis.set("n", 1);
  const auto total = transaction(redis, {"n"}, [&](Commands& read, PipelineContext& write) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      int verdict = 1;
      try {
        read.echo("child").result();
      } catch (const TransportError& error) {
        verdict = error.outcome() == TransportOutcome::not_sent ? 0 : 2;
      }
      if (verdict == 0) {
        auto late = write.incrby("n", 100);
        try {
          write.execute(Errors::in_results);
        } catch (...) {  // transactions are executed by transaction()
        }
        if (late.ready() && late.has_value()) verdict = 3;
        if (*redis.get("n") != "1") verdict = 4;
      }
      _exit(verdict);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(read.echo("parent").result() == "parent");
    return write.incr("n");
  });
  CHECK(*total == 2);
}

TEST_CASE("transaction() needs keys and attempts") {
  Client redis = emptied_client();
  const auto nothing = [](Commands&, PipelineContext&) {};
  CHECK_THROWS_WITH(transaction(redis, std::vector<std::string>{}, nothing), "WATCH needs at least one key");
  CHECK_THROWS_AS(transaction(redis, {"n"}, nothing, {.attempts = 0}), std::invalid_argument);
  CHECK_THROWS_AS(transaction(redis, {"n"}, nothing, {.longest_backoff = std::chrono::milliseconds{0}}),
                  std::invalid_argument);
}

TEST_CASE("threads that add by transaction() lose no addition, with a pool of one connection") {
  Client redis = emptied_client();
  ClientOptions options = redis.options();
  options.pool_size = 1;
  const Client client{options};
  constexpr int kThreads = 4;
  constexpr int kAdditions = 25;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&client] {
      for (int k = 0; k < kAdditions; ++k)
        add_one(client, {.attempts = 1000, .longest_backoff = std::chrono::milliseconds{5}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(*redis.get<int>("n") == kThreads * kAdditions);
}

TEST_CASE("transaction() does not lose its WATCH to a function that wants a transaction of its own") {
  Client redis = emptied_client();
  redis.set("n", 1);
  SECTION("on the commands that read") {
    CHECK_THROWS_AS(transaction(redis, {"n"},
                                [](Commands& read, PipelineContext& write) {
                                  pipelined(read, atomically, [](PipelineContext& pipe) { return pipe.incr("hits"); });
                                  write.decr("n");
                                }),
                    UsageError);
    CHECK(*redis.get("hits") == std::nullopt);
  }
  SECTION("by executing what it recorded itself") {
    CHECK_THROWS_AS(transaction(redis, {"n"},
                                [](Commands&, PipelineContext& write) {
                                  write.decr("n");
                                  write.execute();
                                }),
                    UsageError);
  }
  CHECK(*redis.get<int>("n") == 1);
  add_one(redis);
  CHECK(*redis.get<int>("n") == 2);
}

TEST_CASE("a conflict that a callback throws does not make transaction() execute its own again") {
  Client redis = emptied_client();
  int calls = 0;
  CHECK_THROWS_AS(transaction(redis, {"n"},
                              [&](Commands&, PipelineContext& write) {
                                ++calls;
                                write.on_execute([&] {
                                  transaction(redis, {"n"},
                                              [&](Commands&, PipelineContext& inner) {
                                                redis.incr("n");
                                                inner.incr("n");
                                              },
                                              {.attempts = 1});
                                });
                                write.incr("m");
                              }),
                  TransactionConflict);
  CHECK(calls == 1);
  CHECK(*redis.get<int>("m") == 1);
}

TEST_CASE("XINFO STREAM FULL, which nests seven arrays, can be read in a transaction") {
  Client redis = emptied_client();
  redis.xadd("s", {{"f", "v"}});
  redis.xgroup_create("s", "g", StreamId{0, 0});
  redis.xreadgroup("g", "c", "s");
  PipelineContext pipe{redis, atomically};
  const auto n = pipe.incr("n");
  const auto info = pipe.xinfo_stream_full("s");
  pipe.execute();
  CHECK(*n == 1);
  REQUIRE(info->groups.size() == 1);
  REQUIRE(info->groups.front().consumers.size() == 1);
  CHECK(info->groups.front().consumers.front().pending.size() == 1);
}

TEST_CASE("a reply as deep as the limit can be read in a transaction") {
  Client redis = emptied_client();
  const Script<Deep> script{"return {{{{{{{1}}}}}}}"};
  CHECK(script(redis)->levels == 7);
  PipelineContext pipe{redis, atomically};
  const auto before = pipe.incr("n");
  const auto deep = script(pipe);
  const auto behind = pipe.incr("n");
  pipe.execute();
  CHECK(*before == 1);
  CHECK(deep->levels == 7);
  CHECK(*behind == 2);
}
