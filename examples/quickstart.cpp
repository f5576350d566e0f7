// What tributary is for, in eight steps: one function a step. Each step prints what it shows, and fails when it is not
// so. The round trips are counted by the server, not claimed by the client.
//
//   quickstart <uri of a server> <uri of another server>
//
// Every key begins with "quickstart:". The servers should be on this machine: a network may deliver one batch in
// several pieces, which a server counts as several reads.

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using tributary::Client;
using tributary::Commands;
using tributary::Connections;
using tributary::DeferredResult;
using tributary::Pipe;
using tributary::PipelineContext;
using tributary::ServerError;
using namespace std::chrono_literals;

namespace {

// [increment_and_expire]
// Neither knows nor cares whether it runs alone or inside somebody's batch.
DeferredResult<std::int64_t> increment_and_expire(Commands& redis, std::string_view key, std::int64_t by = 1,
                                                  std::chrono::seconds ttl = 60s) {
  PipelineContext pipe{redis};
  auto total = pipe.incrby(key, by);
  pipe.expire(key, ttl);
  pipe.execute();  // alone: one round trip. Nested: hands both commands to the outer batch
  return total;
}
// [/increment_and_expire]

// [increment_all]
// Built of the function above, and as reusable: it returns a sum of values that are not there yet.
DeferredResult<std::int64_t> increment_all(Commands& redis, std::span<const std::string> keys) {
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> totals;
  for (const auto& key : keys) totals.push_back(increment_and_expire(pipe, key));
  pipe.execute();
  return all(totals).then([](const std::vector<std::int64_t>& values) {
    return std::accumulate(values.begin(), values.end(), std::int64_t{0});
  });
}
// [/increment_all]

// [greeting]
// Each step needs the answer of the one before. A coroutine, so it is straight code, and as reusable as the others.
DeferredResult<std::string> greeting(Pipe redis, std::string session) {
  auto user = co_await redis->get(session);  // first wave
  if (!user) co_return "Please log in";
  auto name = co_await redis->hget(*user, "name");                     // second wave
  auto visits = co_await redis->hincrby(*user + ":visits", *name, 1);  // third wave
  co_return fmt::format("Hello {}, for the {}. time", *name, visits);
}
// [/greeting]

// [charge]
// Changes its mind when it has recorded a command already.
void charge(Commands& redis, std::string_view account, std::int64_t amount) {
  PipelineContext pipe{redis};
  pipe.decrby(account, amount);
  if (amount > 100) throw std::runtime_error{fmt::format("no more than 100 at once, not {}", amount)};
  pipe.execute();
}
// [/charge]

// --- what the steps need to be honest ---

void expect(bool condition, std::string_view what) {
  if (!condition) throw std::runtime_error{fmt::format("not as it should be: {}", what)};
}

/// What a server has done, by its own count.
struct Traffic {
  std::int64_t commands;
  std::int64_t reads;   ///< times that it read from its clients
  std::int64_t writes;  ///< times that it answered
};

std::int64_t statistic(const std::string& info, std::string_view name) {
  const std::string label = fmt::format("\n{}:", name);
  const auto at = info.find(label);
  if (at == std::string::npos) throw std::runtime_error{fmt::format("this server does not count its {}", name)};
  return std::stoll(info.substr(at + label.size()));
}

/// Counts what a server does from its construction to seen(). Nobody else should use the server meanwhile.
class Meter {
 public:
  explicit Meter(Commands& redis) : redis_{redis}, begin_{count()} {}

  Traffic seen() const {
    const Traffic end = count();
    // One of each is the INFO of begin_: it had not been counted yet when it was answered.
    return {end.commands - begin_.commands - 1, end.reads - begin_.reads - 1, end.writes - begin_.writes - 1};
  }

 private:
  Traffic count() const {
    const std::string info = redis_.info("stats").result();
    return {statistic(info, "total_commands_processed"), statistic(info, "total_reads_processed"),
            statistic(info, "total_writes_processed")};
  }

  Commands& redis_;
  Traffic begin_;
};

void expect_round_trips(const Traffic& seen, std::int64_t round_trips, std::int64_t commands) {
  fmt::print("   by the server's count: {} commands, which came in {} read{} and were answered in {} write{}\n",
             seen.commands, seen.reads, seen.reads == 1 ? "" : "s", seen.writes, seen.writes == 1 ? "" : "s");
  expect(seen.commands == commands && seen.reads == round_trips && seen.writes == round_trips,
         "so many round trips for all commands");
}

void expect_one_round_trip(const Traffic& seen, std::int64_t commands) { expect_round_trips(seen, 1, commands); }

/// Names of keys that do not exist: an earlier run may have left some.
std::vector<std::string> fresh_keys(Commands& redis, std::string_view group, int count) {
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) keys.push_back(fmt::format("quickstart:{}{}", group, i));
  redis.unlink(keys);
  return keys;
}

std::string fresh_key(Commands& redis, std::string_view name) { return fresh_keys(redis, name, 1).front(); }

// --- the steps ---

void alone(Client& redis) {
  fmt::print("\n1. The reusable function, called with a client: it runs at once.\n");
  const std::string key = fresh_key(redis, "alone");
  const Meter meter{redis};

  const auto total = increment_and_expire(redis, key);

  expect_one_round_trip(meter.seen(), 2);
  fmt::print("   total: {}\n", total);
  expect(*total == 1, "the first increment gives 1");
}

void twice_in_one_pipeline(Client& redis) {
  fmt::print("\n2. The same function twice, called with a pipeline: it records.\n");
  const std::string key = fresh_key(redis, "twice");
  const Meter meter{redis};

  PipelineContext pipe{redis};
  const auto first = increment_and_expire(pipe, key, 10);
  const auto second = increment_and_expire(pipe, key, 5, 120s);
  fmt::print("   before execute(): {} and {}, {} commands wait\n", first, second, pipe.size());
  pipe.execute();

  expect_one_round_trip(meter.seen(), 4);
  fmt::print("   after execute():  {} and {}\n", first, second);
  expect(*first == 10 && *second == 15, "the totals are 10 and 15");
}

void hundred_in_one_pipeline(Client& redis) {
  fmt::print("\n3. A hundred calls of it in one pipeline: one round trip, by the server's own count.\n");
  const auto keys = fresh_keys(redis, "k", 100);
  const Meter meter{redis};

  // [hundred]
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> totals;
  for (const auto& key : keys) totals.push_back(increment_and_expire(pipe, key));  // a hundred keys
  pipe.execute();                                                                  // 200 commands, one round trip
  // [/hundred]

  expect_one_round_trip(meter.seen(), 200);
  for (const auto& total : totals) expect(*total == 1, "each of a hundred counters is 1");
  fmt::print("   100 totals, each {}\n", totals.front());
}

void sums_in_one_pipeline(Client& redis) {
  fmt::print("\n4. A function that increments a hundred keys and returns their sum, twice in one pipeline.\n");
  const auto keys = fresh_keys(redis, "k", 100);
  const Meter meter{redis};

  PipelineContext pipe{redis};
  const auto first = increment_all(pipe, keys);
  const auto second = increment_all(pipe, keys);
  fmt::print("   before execute(): {} and {}\n", first, second);
  pipe.execute();

  const Traffic seen = meter.seen();
  fmt::print("   after execute():  {} and {}; the server executed {} commands\n", first, second, seen.commands);
  expect(*first == 100 && *second == 200 && seen.commands == 400, "400 commands, and the sums are 100 and 200");
}

void steps_that_depend_on_answers(Client& redis) {
  fmt::print("\n5. A function of three steps, each of which needs the answer before it, called a hundred times.\n");
  const auto sessions = fresh_keys(redis, "session", 100);
  PipelineContext prepare{redis};
  for (const auto& session : sessions) {
    prepare.set(session, session + ":user");
    prepare.hset(session + ":user", "name", "Joe");
    prepare.unlink({session + ":user:visits"});
  }
  prepare.execute();
  const Meter meter{redis};

  // [waves]
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::string>> greetings;
  for (const auto& session : sessions) greetings.push_back(greeting(pipe, session));  // a hundred sessions
  pipe.execute();  // 300 commands, three round trips: as many as one of them takes
  // [/waves]

  expect_round_trips(meter.seen(), 3, 300);
  for (const auto& text : greetings) expect(*text == "Hello Joe, for the 1. time", "each is greeted");
  fmt::print("   100 times \"{}\"\n", greetings.front());
}

void one_command_fails(Client& redis) {
  fmt::print("\n6. A command in the middle fails: INCR of a list. Its neighbours keep their results.\n");
  const std::string counter = fresh_key(redis, "counter");
  const std::string list = fresh_key(redis, "list");
  redis.rpush(list, "not a number");

  PipelineContext pipe{redis};
  const auto before = pipe.incr(counter);
  const auto failing = pipe.incr(list);
  const auto after = pipe.incr(counter);
  try {
    pipe.execute();
    expect(false, "execute() throws when a command failed");
  } catch (const ServerError& error) {
    fmt::print("   execute() threw: {}\n", error.what());
  }

  fmt::print("   before: {}\n   failing: {}\n   after: {}\n", before, failing, after);
  expect(*before == 1 && *after == 2, "the neighbours hold 1 and 2");
  expect(failing.error() != nullptr && failing.error()->code == "WRONGTYPE", "the failing one holds WRONGTYPE");
}

void a_nested_function_throws(Client& redis) {
  fmt::print("\n7. A nested function throws after it has recorded. Its parent is untouched.\n");
  const std::string account = fresh_key(redis, "account");
  const std::string visits = fresh_key(redis, "visits");
  redis.set(account, 1000);

  PipelineContext pipe{redis};
  pipe.incr(visits);
  try {
    charge(pipe, account, 999);
    expect(false, "a charge of 999 is refused");
  } catch (const std::runtime_error& refusal) {
    fmt::print("   charge() threw: {}\n", refusal.what());
  }
  const auto visits_now = pipe.incr(visits);
  const auto balance = pipe.get<std::int64_t>(account);
  pipe.execute();

  fmt::print("   visits: {}, balance: {}\n", visits_now, balance->value());
  expect(*visits_now == 2, "what the parent recorded before and after was executed");
  expect(*balance == 1000, "what the nested function recorded was not");
}

void two_deployments(Client& users, Client& messages) {
  fmt::print("\n8. Two named deployments in one context.\n");
  const std::string user = fresh_key(users, "user");
  const std::string message = fresh_key(messages, "message");

  // [two_deployments]
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);

  PipelineContext pipe{connections, "users"};
  pipe.hset(user, {{"name", "Joe"}, {"mail", "joe@example.org"}});

  PipelineContext inbox{pipe, "messages"};  // nested, on the other deployment
  inbox.hset(message, "body", "hi there");
  inbox.execute();  // hands up, like any nested context

  pipe.execute();  // sends to both before it waits for either
  // [/two_deployments]

  const auto user_name = users.hget(user, "name");
  const auto message_body = messages.hget(message, "body");
  fmt::print("   users: {}, messages: {}\n", user_name->value_or("nothing"), message_body->value_or("nothing"));
  expect(*user_name == "Joe" && *message_body == "hi there", "each server got its own commands");
  expect(!*users.exists(message) && !*messages.exists(user), "neither got the other's (are there two servers?)");
}

/// WAIT for a replica that does not exist takes its whole time, on each of the servers.
void both_work_at_the_same_time(Client& users, Client& messages) {
  Connections connections;
  connections.add("users", users);
  connections.add("messages", messages);

  PipelineContext pipe{connections, "users"};
  pipe.command<std::int64_t>("WAIT", 1, 200ms);
  PipelineContext other{pipe, "messages"};
  other.command<std::int64_t>("WAIT", 1, 200ms);
  other.execute();

  const auto begin = std::chrono::steady_clock::now();
  pipe.execute();
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  fmt::print("   200 ms of work on each, together: {} ms\n", spent.count());
}

void run(Client& users, Client& messages) {
  alone(users);
  twice_in_one_pipeline(users);
  hundred_in_one_pipeline(users);
  sums_in_one_pipeline(users);
  steps_that_depend_on_answers(users);
  one_command_fails(users);
  a_nested_function_throws(users);
  two_deployments(users, messages);
  both_work_at_the_same_time(users, messages);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: {} <uri of a server> <uri of another server>\n", argv[0]);
    return 2;
  }
  try {
    Client users{argv[1]};
    Client messages{argv[2]};
    run(users, messages);
    fmt::print("\nAll as it should be.\n");
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "\nquickstart: {}\n", error.what());
    return 1;
  }
}
