// Script and ServerFunction: calls that need a program on the server, and what happens when the server does not have
// it.
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"
#include "support/redis_server.hpp"

#include <atomic>
#include <cstdint>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

const Script<std::int64_t> kRaise{"return redis.call('INCRBY', KEYS[1], ARGV[1])"};

const FunctionLibrary kCounters{
    "#!lua name=counters\n"
    "redis.register_function('raise', function(keys, args) return redis.call('INCRBY', keys[1], args[1]) end)"};

struct Scripts {
  Scripts() {
    server.command({"SCRIPT", "FLUSH"});
    server.command({"FUNCTION", "FLUSH"});
    server.command({"CONFIG", "RESETSTAT"});
  }
  Client redis = emptied_client();
  RedisServer& server = shared_server();
};

}  // namespace

TEST_CASE_METHOD(Scripts, "a script runs at once on a client, with keys and arguments, and answers with its type") {
  CHECK(*kRaise(redis, {"n"}, {5}) == 5);
  const Script<std::vector<std::string>> echo{"return {KEYS[1], ARGV[1], ARGV[2]}"};
  CHECK(*echo(redis, {"key"}, {"text", 2.5}) == std::vector<std::string>{"key", "text", "2.5"});
  CHECK(*Script<std::optional<int>>{"return false"}(redis) == std::nullopt);
  CHECK(server.command({"SCRIPT", "EXISTS", kRaise.sha1()}).find(":1") != std::string::npos);
}

TEST_CASE_METHOD(Scripts, "a server is given a script once, by a call that it did not know; all others are EVALSHA") {
  for (int i = 1; i <= 10; ++i) {
    Client other{server.uri()};
    CHECK(*kRaise(other, {"n"}, {1}) == i);
  }
  CHECK(calls_of(server, "evalsha") == 10);
  CHECK(calls_of(server, "eval") == 1);
}

TEST_CASE_METHOD(Scripts, "the first of a thousand calls in one batch brings the source, in the same round trip") {
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 1000; ++i) {
    PipelineContext nested{pipe};
    results.push_back(kRaise(nested, {"n"}, {1}));
    nested.execute();
  }
  pipe.execute();
  CHECK(*results.back() == 1000);
  CHECK(calls_of(server, "eval") == 1);
  CHECK(calls_of(server, "evalsha") == 999);
}

TEST_CASE_METHOD(Scripts, "a script that was flushed runs none the less, once, and in its place among calls") {
  CHECK(*kRaise(redis, {"n"}, {1}) == 1);
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext pipe{redis};
  const auto first = kRaise(pipe, {"n"}, {10});
  const auto second = kRaise(pipe, {"n"}, {100});
  CHECK(pipe.execute() == 0);
  CHECK(*first == 11);
  CHECK(*second == 111);
  CHECK(*kRaise(redis, {"n"}, {1000}) == 1111);
}

TEST_CASE_METHOD(Scripts, "a flushed script in a mixed batch runs in its place") {
  CHECK(*kRaise(redis, {"n"}, {1}) == 1);
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext pipe{redis};
  const auto raised = kRaise(pipe, {"n"}, {10});
  const auto read = pipe.get<int>("n");
  pipe.execute();
  CHECK(*raised == 11);
  CHECK(*read == 11);
}

TEST_CASE_METHOD(
    Scripts, "a script in a transaction, or in a stream, runs in its place, and each part of them brings its source") {
  CHECK(*kRaise(redis, {"n"}, {1}) == 1);
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext pipe{redis, atomically};
  PipelineContext nested{pipe};
  const auto raised = kRaise(nested, {"n"}, {10});
  nested.execute();
  const auto read = pipe.get<int>("n");
  pipe.execute();
  CHECK(*raised == 11);
  CHECK(*read == 11);
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext stream{redis, {.flush_every = 2}};
  const auto streamed = kRaise(stream, {"n"}, {100});
  for (int i = 0; i < 5; ++i) kRaise(stream, {"n"}, {0});
  stream.execute();
  CHECK(*streamed == 111);
  CHECK(calls_of(server, "eval") == 1 + 1 + 3);  // alone, the transaction, the stream
}

TEST_CASE_METHOD(Scripts, "what is executed together brings a script for itself: a transaction may not be executed") {
  PipelineContext pipe{redis};
  const auto before = kRaise(pipe, {"n"}, {1});
  PipelineContext first{pipe, atomically};
  kRaise(first, {"n"}, {10});
  first.command<Ok>("NO-SUCH-COMMAND");  // so nothing of it is executed
  first.execute();
  const auto between = kRaise(pipe, {"n"}, {100});
  PipelineContext second{pipe, atomically};
  const auto inside = kRaise(second, {"n"}, {1000});
  const auto again = kRaise(second, {"n"}, {10'000});
  second.execute();
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(*before == 1);
  CHECK(*between == 101);
  CHECK(*inside == 1101);
  CHECK(*again == 11'101);
}

TEST_CASE_METHOD(Scripts, "a user who may not load scripts calls them none the less, alone and among neighbours") {
  const std::string user = GENERATE("+@all -script", "-@all +@read +@write +@connection +evalsha +eval");
  server.command({"ACL", "SETUSER", "joe", "on", "nopass", "~*", "resetkeys", "~*", "+@all"});
  std::istringstream rules{user};
  for (std::string rule; rules >> rule;) server.command({"ACL", "SETUSER", "joe", rule});
  Client joe{"unix://joe:x@" + server.socket_path()};
  CHECK(*kRaise(joe, {"n"}, {1}) == 1);
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext pipe{joe};
  pipe.set("n", 10);
  const auto raised = kRaise(pipe, {"n"}, {1});
  pipe.set("n", 20);
  const auto again = kRaise(pipe, {"n"}, {1});
  pipe.execute();
  CHECK(*raised == 11);
  CHECK(*again == 21);
  server.command({"ACL", "DELUSER", "joe"});
}

TEST_CASE_METHOD(Scripts, "a call whose source may not be sent fails, and its neighbours keep their order") {
  server.command({"ACL", "SETUSER", "joe", "on", "nopass", "~*", "+@all", "-eval"});
  Client joe{"unix://joe:x@" + server.socket_path()};
  PipelineContext pipe{joe};
  pipe.set("n", 10);
  const auto first = kRaise(pipe, {"n"}, {1});
  const auto second = kRaise(pipe, {"n"}, {1});
  const auto value = pipe.get<int>("n");
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(first.error()->code == "NOPERM");
  CHECK(second.error()->message.starts_with("NOSCRIPT No matching script."));
  CHECK_THAT(second.error()->message, Catch::Contains("as its source was refused: NOPERM"));
  CHECK(*value == 10);
  server.command({"ACL", "DELUSER", "joe"});
}

TEST_CASE_METHOD(Scripts, "what a script raises, and one that does not compile, are errors of that call") {
  PipelineContext pipe{redis};
  const auto raised = Script<Ok>{"return redis.error_reply('MYERR it does not work')"}(pipe);
  const auto broken = Script<Ok>{"this is no Lua"}(pipe);
  const auto fine = kRaise(pipe, {"n"}, {1});
  CHECK(pipe.execute(Errors::in_results) == 2);
  CHECK(raised.error()->code == "MYERR");
  CHECK(broken.error()->message.find("compiling script") != std::string::npos);
  CHECK(broken.error()->position == 1);
  CHECK(*fine == 1);
}

TEST_CASE_METHOD(Scripts, "a server that was restarted gets the script again") {
  RedisServer own;
  Client client{own.uri()};
  CHECK(*kRaise(client, {"n"}, {1}) == 1);
  own.kill();
  own.restart();
  CHECK(*kRaise(client, {"n"}, {1}) == 1);
}

TEST_CASE_METHOD(Scripts,
                 "calls of threads, while somebody flushes the scripts all the time, are neither lost nor doubled") {
  std::atomic<bool> done{false};
  std::atomic<int> refused{0};  // a flush fell between the call that brought the source and this one
  std::thread flushing{[&] {
    while (!done) server.command({"SCRIPT", "FLUSH"});
  }};
  constexpr int kThreads = 2;
  constexpr int kBatches = 50;
  constexpr int kCalls = 20;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int batch = 0; batch < kBatches; ++batch) {
        PipelineContext pipe{redis};
        std::vector<DeferredResult<std::int64_t>> calls;
        for (int i = 0; i < kCalls; ++i) {
          calls.push_back(kRaise(pipe, {"n"}, {1}));
          if (batch % 2 == 0) pipe.incr("others");
        }
        pipe.execute(Errors::in_results);
        for (const auto& call : calls) {
          if (call.error() == nullptr) continue;
          if (call.error()->code == "NOSCRIPT") ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done = true;
  flushing.join();
  CHECK(*redis.get<int>("n") == kThreads * kBatches * kCalls - refused);
  CHECK(*redis.get<int>("others") == kThreads * kBatches * kCalls / 2);
}

TEST_CASE_METHOD(Scripts, "a function is called by its name, and its library is loaded where it is missing") {
  const auto raise = kCounters.function<std::int64_t>("raise");
  CHECK(*raise(redis, {"n"}, {5}) == 5);
  server.command({"FUNCTION", "FLUSH"});
  PipelineContext pipe{redis};
  const auto first = raise(pipe, {"n"}, {10});
  const auto second = raise(pipe, {"n"}, {100});
  CHECK(pipe.execute() == 0);
  CHECK(*first == 15);
  CHECK(*second == 115);
  CHECK(*ServerFunction<std::int64_t>{"raise"}(redis, {"n"}, {1}) == 116);
}

TEST_CASE_METHOD(Scripts, "a function in a transaction is loaded in front of it") {
  const auto raise = kCounters.function<std::int64_t>("raise");
  PipelineContext pipe{redis, atomically};
  const auto raised = raise(pipe, {"n"}, {10});
  pipe.execute();
  CHECK(*raised == 10);
}

TEST_CASE_METHOD(Scripts, "a function that nobody has is an error of that call") {
  const auto nobody = kCounters.function<std::int64_t>("nobody");
  PipelineContext pipe{redis};
  const auto missing = nobody(pipe);
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(missing.error()->message == "ERR Function not found, as its library has been loaded and has no such function");
  CHECK(server_error_of([&] { ServerFunction<Ok>{"nobody"}(redis); }) == "ERR");
}

TEST_CASE_METHOD(Scripts, "a child that records again after a call of its root was sent again keeps its own results") {
  kRaise(redis, {"k"}, {0});
  PipelineContext root{redis};
  const auto raised = kRaise(root, {"k"}, {100});
  PipelineContext child{root};
  const auto first = child.incr("x");
  server.command({"SCRIPT", "FLUSH"});
  root.execute();
  const auto second = child.incr("x");
  const auto third = child.incr("x");
  child.execute();
  root.execute();
  CHECK(*raised == 100);
  CHECK(std::vector{*first, *second, *third} == std::vector<std::int64_t>{1, 2, 3});
  CHECK(*redis.get<int>("k") == 100);
}

TEST_CASE_METHOD(Scripts, "calls of several scripts keep their order, whichever of them the server has lost") {
  const Script<std::int64_t> a{"return redis.call('RPUSH', KEYS[1], 'a')"};
  const Script<std::int64_t> b{"return redis.call('RPUSH', KEYS[1], 'b')"};
  a(redis, {"other"});
  b(redis, {"other"});
  server.command({"SCRIPT", "FLUSH"});
  Client{server.uri()}.script_load(a.source());
  PipelineContext pipe{redis};
  b(pipe, {"list"});
  a(pipe, {"list"});
  pipe.execute();
  CHECK(*redis.lrange("list", 0, -1) == std::vector<std::string>{"b", "a"});
}

TEST_CASE_METHOD(Scripts, "an error of the code itself that begins like the server's does not run it twice") {
  const Script<std::int64_t> script{"redis.call('INCR', KEYS[1]) return redis.error_reply('NOSCRIPT my own')"};
  PipelineContext pipe{redis};
  const auto result = script(pipe, {"n"});
  pipe.execute(Errors::in_results);
  CHECK(result.error()->message.starts_with("NOSCRIPT my own"));
  CHECK(*redis.get<int>("n") == 1);
}

TEST_CASE_METHOD(Scripts, "a stream loads a library that the server has lost") {
  const auto raise = kCounters.function<std::int64_t>("raise");
  const auto stream_once = [&] {
    PipelineContext stream{redis, {.flush_every = 2}};
    auto first = raise(stream, {"n"}, {1});
    raise(stream, {"n"}, {1});
    stream.execute(Errors::in_results);
    return first;
  };
  CHECK(*stream_once() == 1);
  server.command({"FUNCTION", "FLUSH"});
  CHECK(*stream_once() == 3);
}

TEST_CASE_METHOD(Scripts, "a library that does not load says why") {
  const FunctionLibrary broken{"#!lua name=broken\nthis is not Lua"};
  PipelineContext pipe{redis};
  const auto result = broken.function<int>("f")(pipe);
  pipe.execute(Errors::in_results);
  CHECK(result.error()->message.starts_with(
      "ERR Function not found, as its library was not loaded: ERR Error compiling"));
}

TEST_CASE_METHOD(Scripts, "the error of a library that does not load is told to its own calls, and to no other") {
  const FunctionLibrary broken{"#!lua name=broken\nthis is not Lua"};
  const FunctionLibrary unnamed{"return 1"};
  const auto first = broken.function<int>("f");
  const auto second = unnamed.function<int>("g");
  const auto missing = kCounters.function<int>("nobody");
  const auto raise = kCounters.function<std::int64_t>("raise");
  const auto message_of = [](const auto& result) { return result.error() == nullptr ? "" : result.error()->message; };
  const std::string not_found = "ERR Function not found";
  const std::string compiling = not_found + ", as its library was not loaded: ERR Error compiling";
  const std::string no_name = not_found + ", as its library was not loaded: ERR Missing library metadata";
  // A library that a server has is not loaded once more, which its calls tell when a function is not in it.
  const std::string loaded = not_found + ", as its library has been loaded and has no such function";
  const std::string there = not_found + ", as its library was not loaded: ERR Library 'counters' already exists";

  const auto check = [&](PipelineContext& pipe, bool is_known) {
    CAPTURE(is_known);
    auto others = pipe.get<int>("n");
    auto a = first(pipe);
    auto b = missing(pipe);
    auto c = second(pipe);
    auto d = raise(pipe, {"n"}, {1});
    auto e = ServerFunction<int>{"f"}(pipe);  // asks for the same, and has no library
    auto f = first(pipe);
    auto g = missing(pipe);
    CHECK(pipe.execute(Errors::in_results) == 6);
    CHECK(others.error() == nullptr);
    CHECK(message_of(a).starts_with(compiling));
    CHECK(message_of(f).starts_with(compiling));
    CHECK(message_of(c).starts_with(no_name));
    for (const auto& result : {b, g}) CHECK(message_of(result) == (is_known ? there : loaded));
    CHECK(message_of(e) == not_found);
    CHECK(d.error() == nullptr);
  };
  SECTION("in a batch") {
    PipelineContext pipe{redis};
    check(pipe, false);
    check(pipe, true);
  }
  SECTION("in a transaction") {
    PipelineContext pipe{redis, atomically};
    check(pipe, false);
    check(pipe, true);
  }
  SECTION("in a stream, where each of its parts loads them again") {
    PipelineContext pipe{redis, {.flush_every = 3}};
    for (int i = 0; i < 2; ++i) {
      std::vector<DeferredResult<int>> failing;
      std::vector<DeferredResult<int>> not_there;
      for (int j = 0; j < 5; ++j) {
        failing.push_back(first(pipe));
        not_there.push_back(missing(pipe));
        raise(pipe, {"n"}, {1});
        second(pipe);
      }
      CHECK(pipe.execute(Errors::in_results) == 15);
      for (const auto& result : failing) CHECK(message_of(result).starts_with(compiling));
      for (const auto& result : not_there) {
        CHECK((message_of(result) == loaded || message_of(result) == there));
      }
    }
    CHECK(*redis.get<int>("n") == 10);
  }
}

TEST_CASE_METHOD(Scripts, "thousands of calls of a script that a server has forgotten are executed in their order") {
  kRaise(redis, {"n"}, {0});
  server.command({"SCRIPT", "FLUSH"});
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> results;
  for (int i = 0; i < 5000; ++i) results.push_back(kRaise(pipe, {"n"}, {1}));
  pipe.execute();
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    if (*results[static_cast<std::size_t>(i)] != i + 1) ++wrong;
  }
  CHECK(wrong == 0);
}
