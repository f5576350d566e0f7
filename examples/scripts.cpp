// Code that runs on the server, recorded like any command.     scripts <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

using tributary::Client;
using tributary::Commands;
using tributary::DeferredResult;
using tributary::FunctionLibrary;
using tributary::PipelineContext;
using tributary::Script;

namespace {

// [script]
const Script<bool> take_token{R"lua(
  local left = tonumber(redis.call('GET', KEYS[1]) or ARGV[1])
  if left <= 0 then return 0 end
  redis.call('SET', KEYS[1], left - 1)
  return 1
)lua"};

DeferredResult<bool> allowed(Commands& redis, std::string_view user, int limit) {
  return take_token(redis, {fmt::format("tokens:{}", user)}, {limit});
}
// [/script]

void calls(Client& redis) {
  // [calls]
  fmt::print("alone: {}\n", allowed(redis, "joe", 2));

  PipelineContext pipe{redis};
  std::vector<DeferredResult<bool>> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(allowed(pipe, "joe", 2));
  pipe.execute();  // the script's source, if the server may not have it, and three EVALSHA: one round trip
  for (const auto& answer : answers) fmt::print("in a batch: {}\n", answer);
  // [/calls]
}

void functions(Client& redis) {
  // [function]
  const FunctionLibrary texts{
      "#!lua name=texts\n"
      "redis.register_function('shout', function(keys, args) return string.upper(args[1]) end)"};
  const auto shout = texts.function<std::string>("shout");
  fmt::print("{}\n", shout(redis, {}, {"hello"}));
  // [/function]
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  Client redis{argv[1]};
  calls(redis);
  functions(redis);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
