// Recording commands and sending them as one batch.     pipelining <uri>

#include <tributary/codec/key.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using tributary::Client;
using tributary::DeferredResult;
using tributary::PipelineContext;

namespace {

void record_and_execute(Client& redis) {
  // [record]
  PipelineContext pipe{redis};
  auto visits = pipe.incr("page:home");                   // DeferredResult<std::int64_t>
  auto title = pipe.hget("page:home:meta", "title");      // DeferredResult<std::optional<std::string>>
  auto latest = pipe.lrange("page:home:comments", 0, 9);  // DeferredResult<std::vector<std::string>>
  pipe.execute();                                         // one round trip

  fmt::print("{}: {} visits, {} comments\n", title->value_or("untitled"), *visits, latest->size());
  // [/record]
}

// [many]
std::vector<std::int64_t> increment(Client& redis, const std::vector<std::string>& keys) {
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> recorded;
  for (const auto& key : keys) recorded.push_back(pipe.incr(key));
  pipe.execute();

  std::vector<std::int64_t> totals;
  for (const auto& result : recorded) totals.push_back(*result);
  return totals;
}
// [/many]

std::int64_t visits_of(Client& redis, std::int64_t first, std::int64_t last) {
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::optional<std::int64_t>>> visits;
  // [keys]
  for (std::int64_t user = first; user <= last; ++user) {
    pipe.incrby(tributary::key("user:", user, ":visits"), 1);
    visits.push_back(pipe.get<std::int64_t>(tributary::key("user:", user, ":visits")));
  }
  // [/keys]
  pipe.execute();
  std::int64_t sum = 0;
  for (const auto& result : visits) sum += result->value_or(0);
  return sum;
}

void scope(Client& redis) {
  // [pipelined]
  // Executes when the function returns, discards when it throws.
  auto visits = pipelined(redis, [](PipelineContext& pipe) {
    pipe.set("page:home:seen", 1);
    return pipe.incr("page:home");
  });
  fmt::print("{} visits\n", *visits);
  // [/pipelined]
}

void callbacks(Client& redis) {
  // [on_execute]
  PipelineContext pipe{redis};
  auto visits = pipe.get<std::int64_t>("page:home");
  pipe.on_execute([visits] { fmt::print("executed: {} visits\n", visits->value_or(0)); });
  pipe.execute();  // prints
  // [/on_execute]
}

void discarding(Client& redis) {
  // [discard]
  PipelineContext pipe{redis};
  pipe.del("page:home");
  pipe.discard();  // or let the context go out of scope
  auto visits = pipe.get<std::int64_t>("page:home");
  pipe.execute();  // sends the GET only
  // [/discard]
  fmt::print("still {} visits\n", visits->value_or(0));
}

void streaming(Client& redis) {
  // [streaming]
  PipelineContext pipe{redis, {.flush_every = 1'000}};
  for (int i = 0; i < 100'000; ++i) pipe.rpush("numbers", i);  // leaves 1,000 at a time
  auto length = pipe.llen("numbers");
  pipe.execute();  // sends the rest and waits for the last reply

  fmt::print("{} numbers\n", *length);
  // [/streaming]
}

void any_command(Client& redis) {
  // [command]
  PipelineContext pipe{redis};
  auto added = pipe.command<std::int64_t>("PFADD", "visitors", "joe", "jill");
  auto visitors = pipe.command<std::int64_t>("PFCOUNT", "visitors");
  pipe.execute();
  fmt::print("added: {}, visitors: {}\n", added, visitors);
  // [/command]
}

void prepare(Client& redis) {
  redis.unlink({"page:home", "page:home:meta", "page:home:comments", "page:home:seen", "numbers", "visitors"});
  redis.hset("page:home:meta", "title", "Welcome");
  redis.rpush("page:home:comments", {"first", "second"});
}

void run(Client& redis) {
  prepare(redis);
  record_and_execute(redis);
  fmt::print("{} increments\n", increment(redis, {"page:home", "page:home", "page:home"}).size());
  fmt::print("{} visits of users\n", visits_of(redis, 1, 3));
  scope(redis);
  callbacks(redis);
  discarding(redis);
  streaming(redis);
  any_command(redis);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Client redis{argc > 1 ? argv[1] : "redis://localhost:6379"};
    run(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
