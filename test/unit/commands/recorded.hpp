#pragma once

// Commands without a server: what they send, what they make of a reply, and what they refuse.
//
//   CHECK(sent_by([](Commands& redis) { redis.del("k"); }) == resp_command({"DEL", "k"}));
//   CHECK(*answered(":1\r\n", [](Commands& redis) { return redis.del("k"); }) == true);
//   CHECK(refusal_of([](Commands& redis) { redis.del(Arguments{}); }) == "DEL needs at least one key");

#include <tributary/commands/pipeline_context.hpp>
#include <tributary/core/connections.hpp>

#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

inline const std::vector<std::string> kNothing;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The bytes of the commands that `record(commands)` records.
template <class F>
std::string sent_by(F&& record) {
  ScriptedClient client;
  PipelineContext pipe{client};
  record(static_cast<Commands&>(pipe));
  pipe.execute(Errors::in_results);
  return client.sent();
}

/// The result that `record(commands)` returns, after the server has answered with `resp`.
template <class F>
auto answered(std::string_view resp, F&& record) {
  ScriptedClient client;
  client.reply(resp);
  PipelineContext pipe{client};
  auto result = record(static_cast<Commands&>(pipe));
  pipe.execute(Errors::in_results);
  return result;
}

/// The message with which `record(commands)` is refused. Says so when it was not refused, or something was recorded.
template <class F>
std::string refusal_of(F&& record) {
  ScriptedClient client;
  PipelineContext pipe{client};
  try {
    record(static_cast<Commands&>(pipe));
  } catch (const std::invalid_argument& refusal) {
    return pipe.empty() ? refusal.what() : std::string{"recorded, and then refused: "} + refusal.what();
  }
  return "(not refused)";
}

}  // namespace tributary::test
