// Waiting for what others put into a list.     blocking <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <thread>

using tributary::Client;
using tributary::ListEnd;
using tributary::PipelineContext;
using tributary::Served;
using namespace std::chrono_literals;

namespace {

void wait_for_a_job(Client& redis) {
  // [take]
  std::thread producer{[redis]() mutable { redis.rpush("jobs", "resize cat.png"); }};
  const std::optional<Served<std::string>> job = redis.blpop({"urgent", "jobs"}, 5s).result();
  producer.join();
  if (job) fmt::print("{} of {}\n", job->element, job->key);
  // [/take]
}

void nothing_comes(Client& redis) {
  // [timeout]
  const auto job = redis.blpop("jobs", 50ms);
  fmt::print("{}\n", job->has_value() ? "a job" : "none within 50 ms");
  // [/timeout]
}

// [keep]
/// Moves the job to a list of those that are being worked on: a worker that dies loses nothing.
template <class Work>
bool work_on_next(Client& redis, Work work) {
  const auto job = redis.blmove("jobs", "working", ListEnd::left, ListEnd::right, 1s).result();
  if (!job) return false;
  work(*job);
  redis.lrem("working", 1, *job);
  return true;
}
// [/keep]

void keep_what_is_taken(Client& redis) {
  redis.rpush("jobs", {"resize dog.png", "resize fox.png"});
  while (redis.llen("jobs").result() > 0) work_on_next(redis, [](const std::string& job) { fmt::print("{}\n", job); });
  fmt::print("{} left to finish\n", redis.llen("working"));
}

void in_a_batch(Client& redis) {
  // [batch]
  PipelineContext pipe{redis};
  pipe.rpush("jobs", "resize owl.png");  // executed at once
  const auto job = pipe.blpop("jobs", 1s);
  const auto length = pipe.llen("jobs");  // not before the BLPOP has ended
  pipe.execute();
  fmt::print("{}, {} more\n", job->value(), length);
  // [/batch]
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  Client redis{argv[1]};
  wait_for_a_job(redis);
  nothing_comes(redis);
  keep_what_is_taken(redis);
  in_a_batch(redis);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
