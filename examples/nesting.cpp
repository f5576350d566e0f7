// Functions that record into whatever they are given.     nesting <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using tributary::Client;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::PipelineContext;
using namespace std::chrono_literals;

namespace {

// [reusable]
struct Summary {
  DeferredResult<std::map<std::string, std::string>> fields;
  DeferredResult<std::int64_t> visits;
  DeferredResult<std::optional<std::string>> status;
};

Summary user_summary(Commands& redis, std::string_view id) {
  PipelineContext pipe{redis};
  Summary summary{pipe.hgetall(fmt::format("user:{}", id)),  //
                  pipe.incr(fmt::format("user:{}:visits", id)), pipe.get(fmt::format("user:{}:status", id))};
  pipe.execute();
  return summary;
}
// [/reusable]

void alone(Client& redis) {
  // [alone]
  auto joe = user_summary(redis, "joe");  // three commands, one round trip
  fmt::print("{} fields, {} visits\n", joe.fields->size(), joe.visits);
  // [/alone]
}

void in_a_batch(Client& redis) {
  // [in_a_batch]
  PipelineContext pipe{redis};
  std::vector<Summary> summaries;
  for (std::string_view id : {"joe", "jill", "jack"}) summaries.push_back(user_summary(pipe, id));
  pipe.execute();  // nine commands, one round trip

  for (const auto& user : summaries) fmt::print("{} visits\n", user.visits);
  // [/in_a_batch]
}

// [levels]
void remember(Commands& redis, std::string_view id, std::string_view event) {
  PipelineContext pipe{redis};
  pipe.rpush(fmt::format("user:{}:events", id), event);
  pipe.ltrim(fmt::format("user:{}:events", id), -100, -1);
  pipe.execute();
}

void log_in(Commands& redis, std::string_view id) {
  PipelineContext pipe{redis};
  pipe.set(fmt::format("user:{}:status", id), "online", {.ttl = 15min});
  remember(pipe, id, "login");
  pipe.execute();
}
// [/levels]

// [undone]
void rename_user(Commands& redis, std::string_view id, std::string_view name) {
  PipelineContext pipe{redis};
  pipe.hset(fmt::format("user:{}", id), "name", name);
  if (name.empty()) throw std::invalid_argument{"a user needs a name"};  // the HSET is discarded
  pipe.execute();
}

void handle(Client& redis, std::string_view id, std::string_view name) {
  PipelineContext pipe{redis};
  log_in(pipe, id);
  try {
    rename_user(pipe, id, name);
  } catch (const std::invalid_argument& error) {
    fmt::print("kept the old name: {}\n", error.what());
  }
  pipe.execute();  // the three commands of log_in()
}
// [/undone]

void order(Client& redis) {
  // [order]
  PipelineContext pipe{redis};
  PipelineContext nested{pipe};
  nested.append("letters", "b");
  nested.on_execute([] { fmt::print("nested callback\n"); });
  pipe.append("letters", "a");
  nested.execute();  // here its command and its callback take their place
  pipe.append("letters", "c");
  pipe.on_execute([] { fmt::print("root callback\n"); });
  auto letters = pipe.get("letters");
  pipe.execute();
  fmt::print("{}\n", letters->value());  // abc
  // [/order]
}

void run(Client& redis) {
  redis.unlink({"letters", "user:joe", "user:joe:visits", "user:joe:status", "user:joe:events", "user:jill:visits",
                "user:jack:visits"});
  redis.hset("user:joe", {{"name", "Joe"}, {"mail", "joe@example.org"}});

  alone(redis);
  in_a_batch(redis);
  log_in(redis, "joe");
  handle(redis, "joe", "");
  fmt::print("name: {}, events: {}\n", redis.hget("user:joe", "name")->value(), redis.llen("user:joe:events"));
  order(redis);
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
