// What can be done with a result: before it is there, and after.     deferred_results <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using tributary::Client;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::ErrorInfo;
using tributary::PipelineContext;
using tributary::ResultNotReady;

namespace {

void reading(Client& redis) {
  // [reading]
  PipelineContext pipe{redis};
  auto name = pipe.get("name");       // DeferredResult<std::optional<std::string>>
  auto visits = pipe.incr("visits");  // DeferredResult<std::int64_t>

  fmt::print("{}\n", visits);  // (pending)
  try {
    fmt::print("{}\n", *visits);
  } catch (const ResultNotReady&) {
    fmt::print("not ready\n");
  }
  pipe.execute();

  std::int64_t count = *visits;                  // the value, or throws the error
  const std::string& text = name->value();       // of the optional, or throws std::bad_optional_access
  std::string moved = name->value_or("nobody");  // `->` reaches the value's members
  std::int64_t or_zero = visits.value_or(0);     // does not throw
  const ErrorInfo* why = visits.error();         // null: there is a value
  // [/reading]
  fmt::print("{} {} {} {} {}\n", count, text, moved, or_zero, why == nullptr);
}

void transforming(Client& redis) {
  // [then]
  PipelineContext pipe{redis};
  auto name = pipe.get("name");
  auto greeting =
      name.then([](const std::optional<std::string>& value) { return "Hello, " + value.value_or("stranger"); });
  pipe.execute();  // fills `name`, and at the end `greeting`
  fmt::print("{}\n", *greeting);
  // [/then]
}

void combining(Client& redis) {
  // [all_of_many]
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::int64_t>> totals;
  for (int i = 0; i < 3; ++i) totals.push_back(pipe.incrby(fmt::format("part:{}", i), i));

  auto sum = all(totals).then([](const std::vector<std::int64_t>& values) {
    return std::accumulate(values.begin(), values.end(), std::int64_t{0});
  });
  pipe.execute();
  fmt::print("sum: {}\n", sum);
  // [/all_of_many]
}

// [all_of_some]
struct Profile {
  std::string name;
  std::int64_t visits;
};

DeferredResult<Profile> load_profile(Commands& redis) {
  PipelineContext pipe{redis};
  auto profile = all(pipe.get("name"), pipe.get<std::int64_t>("visits")).then([](const auto& values) {
    const auto& [name, visits] = values;
    return Profile{name.value_or("nobody"), visits.value_or(0)};
  });
  pipe.execute();
  return profile;
}
// [/all_of_some]

// [own]
// A result that no command has: created pending, set once from a callback.
DeferredResult<std::string> describe(Commands& redis) {
  DeferredResult<std::string> description;
  PipelineContext pipe{redis};
  auto name = pipe.get("name");
  auto visits = pipe.get<std::int64_t>("visits");
  pipe.on_execute([description, name, visits] {
    description.set(fmt::format("{} came {} times", name->value_or("nobody"), visits->value_or(0)));
  });
  pipe.execute();
  return description;
}
// [/own]

// [outliving]
DeferredResult<std::optional<std::string>> read_once(std::string_view uri, std::string_view key) {
  Client redis{uri};
  PipelineContext pipe{redis};
  auto value = pipe.get(key);
  pipe.execute();
  return value;  // context and client end here, the result does not
}
// [/outliving]

void on_another_thread(Client& redis) {
  // [threads]
  PipelineContext pipe{redis};
  auto name = pipe.get("name");
  pipe.execute();
  std::thread reader{[name] { fmt::print("elsewhere: {}\n", name->value_or("nobody")); }};
  reader.join();
  // [/threads]
}

void moving_out(Client& redis) {
  // [moving]
  auto names = redis.lrange("names", 0, -1);
  std::vector<std::string> taken = std::move(names).result();  // the last handle gives its value away
  // [/moving]
  fmt::print("{} names\n", taken.size());
}

void run(Client& redis, std::string_view uri) {
  redis.unlink({"name", "names", "visits", "part:0", "part:1", "part:2"});
  redis.set("name", "Joe");
  redis.rpush("names", {"Joe", "Jill"});

  reading(redis);
  transforming(redis);
  combining(redis);
  const auto profile = load_profile(redis);
  fmt::print("{} {}\n", profile->name, profile->visits);
  fmt::print("{}\n", describe(redis));
  fmt::print("{}\n", read_once(uri, "name")->value_or("nobody"));
  on_another_thread(redis);
  moving_out(redis);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string_view uri = argc > 1 ? argv[1] : "redis://localhost:6379";
    Client redis{uri};
    run(redis, uri);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
