// How failures are told: by execute(), in each result, or both.     errors <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

using tributary::Client;
using tributary::Decoded;
using tributary::DecodeError;
using tributary::ErrorInfo;
using tributary::Errors;
using tributary::PipelineContext;
using tributary::ServerError;
using tributary::TransportError;
using tributary::TransportOutcome;
using namespace std::chrono_literals;

namespace {

void raised(Client& redis) {
  // [raised]
  PipelineContext pipe{redis};
  auto before = pipe.incr("counter");
  auto failing = pipe.incr("list");  // a list is no number
  auto after = pipe.incr("counter");
  try {
    pipe.execute();
  } catch (const ServerError& error) {
    fmt::print("{} of the batch failed; the first: {} at {}: {}\n", error.failed(), error.command(), error.position(),
               error.code());
  }
  fmt::print("{} and {}\n", before, after);  // they have their values
  // [/raised]
}

void in_results(Client& redis) {
  // [in_results]
  PipelineContext pipe{redis};
  auto name = pipe.get("name");
  auto broken = pipe.incr("list");
  const std::size_t failed = pipe.execute(Errors::in_results);  // throws for no command, and for no connection

  fmt::print("{} failed\n", failed);
  if (const ErrorInfo* error = broken.error()) {
    fmt::print("{} error of {}: {}\n", to_string(error->kind), error->command, error->message);
  }
  fmt::print("name: {}, counter or 0: {}\n", name->value_or("nobody"), broken.value_or(0));
  // [/in_results]
}

void decoding(Client& redis) {
  // [decode]
  redis.set("name", "Joe");
  PipelineContext pipe{redis};
  auto number = pipe.get<std::int64_t>("name");
  auto name = pipe.get("name");
  pipe.execute(Errors::in_results);
  try {
    number.result();
  } catch (const DecodeError& error) {
    fmt::print("expected {}, got {}\n", error.expected(), error.actual());
  }
  fmt::print("{}\n", name->value());  // the neighbour, and the connection, are fine
  // [/decode]
}

void reading_past(Client& redis) {
  // [reading_past]
  redis.del("ages");
  redis.rpush("ages", {"31", "unknown", "17"});
  PipelineContext pipe{redis};
  auto all_or_none = pipe.lrange<int>("ages", 0, -1);
  auto each = pipe.lrange<Decoded<int>>("ages", 0, -1);
  pipe.execute(Errors::in_results);
  fmt::print("{}\n", all_or_none.error()->message);  // expected ... in element 1, got "unknown"
  for (const Decoded<int>& age : *each) {
    if (age.has_value()) {
      fmt::print("{}\n", *age);
    } else {
      fmt::print("{}\n", age.error()->what());
    }
  }
  // [/reading_past]
}

void refused(Client& redis) {
  // [refused]
  PipelineContext pipe{redis};
  try {
    pipe.set("key", "value", {.ttl = 5s, .keep_ttl = true});
  } catch (const std::invalid_argument& error) {
    fmt::print("{}\n", error.what());
  }
  fmt::print("{} recorded\n", pipe.size());  // nothing was
  // [/refused]
}

void unreachable() {
  // [transport]
  Client nowhere{"unix:///nonexistent/redis.sock"};
  PipelineContext pipe{nowhere};
  auto visits = pipe.incr("visits");
  try {
    pipe.execute();
  } catch (const TransportError& error) {
    fmt::print("{}, {}\n", to_string(error.reason()), to_string(error.outcome()));
    if (error.outcome() == TransportOutcome::not_sent) fmt::print("safe to try again\n");
  }
  fmt::print("visits: {}\n", visits.error() != nullptr ? "unknown" : "counted");
  // [/transport]
}

// [retry]
// Runs `record(pipe)` as one batch, once more when the server cannot have executed any of it.
template <class F>
auto run_with_one_retry(Client& redis, F&& record) {
  try {
    return pipelined(redis, record);
  } catch (const TransportError& error) {
    if (error.outcome() != TransportOutcome::not_sent) throw;
    return pipelined(redis, record);  // records anew: the first results keep their errors
  }
}
// [/retry]

void retrying(Client& redis) {
  const auto visits = run_with_one_retry(redis, [](PipelineContext& pipe) { return pipe.incr("visits"); });
  fmt::print("visits: {}\n", visits);
}

void continuations(Client& redis) {
  // [continuation]
  PipelineContext pipe{redis};
  auto length = pipe.get("name").then([](const auto& name) {
    if (!name) throw std::runtime_error{"nobody there"};
    return name->size();
  });
  auto broken = pipe.incr("list").then([](std::int64_t n) { return n * 2; });  // not called
  pipe.execute(Errors::in_results);
  fmt::print("{}, {}\n", length, broken);
  // [/continuation]
}

void run(Client& redis) {
  redis.unlink({"counter", "list", "name", "visits"});
  redis.rpush("list", "element");

  raised(redis);
  in_results(redis);
  decoding(redis);
  reading_past(redis);
  refused(redis);
  unreachable();
  retrying(redis);
  continuations(redis);
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
