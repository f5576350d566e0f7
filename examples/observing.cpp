// What a client does, for logs and metrics.     observing <uri>

#include <tributary/transport/stop_on.hpp>
#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <exception>
#include <memory>
#include <stop_token>
#include <string_view>

using namespace std::chrono_literals;
using tributary::BatchReport;
using tributary::Client;
using tributary::ClientEvent;
using tributary::ClientOptions;
using tributary::CommandReport;
using tributary::Observer;
using tributary::PipelineContext;

namespace {

// [observer]
class Log : public Observer {
 public:
  Log() : Observer{Detail::commands} {}

  void on_batch(const BatchReport& report) noexcept override {
    fmt::print("{} commands, {} failed\n", report.commands, report.failed);  // and report.duration
  }
  void on_command(const CommandReport& report) noexcept override {
    fmt::print("  {}{}\n", report.name, report.failed ? " failed" : "");  // and report.latency
  }
  void on_event(const ClientEvent& event) noexcept override {
    fmt::print("{}{}{}\n", to_string(event.kind), event.message.empty() ? "" : ": ", event.message);
  }
};
// [/observer]

Client observed(std::string_view uri) {
  // [options]
  ClientOptions options = ClientOptions::from_uri(uri);
  options.observer = std::make_shared<Log>();
  Client redis{options};
  // [/options]
  return redis;
}

void statistics(Client& redis) {
  // [statistics]
  const auto seen = redis.statistics();
  fmt::print("{} batches of {} commands, {} failed, over {} connection\n", seen.batches, seen.commands, seen.failed,
             seen.connections);
  // [/statistics]
}

void limits(Client& redis) {
  // [deadline]
  PipelineContext pipe{redis};
  pipe.incr("visits");
  pipe.execute({.deadline = 2s});
  // [/deadline]

  // [stop]
  std::stop_source source;  // of a std::jthread, for example
  const tributary::StopOn stop{source.get_token()};
  pipe.incr("visits");
  pipe.execute({.stop = &stop});  // a TransportError with reason `cancelled` as soon as somebody asks to stop
  // [/stop]
}

}  // namespace

int main(int argc, char** argv) try {
  Client redis = observed(argc > 1 ? argv[1] : "redis://localhost:6379");
  {
    PipelineContext pipe{redis};
    pipe.set("text", "words");
    pipe.incr("text");
    pipe.execute(tributary::Errors::in_results);
  }
  {
    PipelineContext forgotten{redis};
    forgotten.get("text");
  }
  limits(redis);
  statistics(redis);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
