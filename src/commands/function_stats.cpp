#include <tributary/commands/function_stats.hpp>

#include <tributary/codec/scalars.hpp>

#include "commands/named_values.hpp"

namespace tributary {

RunningFunction Codec<RunningFunction>::from_reply(const ReplyView& reply) {
  RunningFunction running;
  detail::for_each_named(reply, [&](std::string_view name, const ReplyView& value) {
    if (name == "name") {
      running.name = decode<std::string>(value);
    } else if (name == "command") {
      running.command = decode<std::vector<std::string>>(value);
    } else if (name == "duration_ms") {
      running.running = decode<std::chrono::milliseconds>(value);
    }
  });
  return running;
}

FunctionEngine Codec<FunctionEngine>::from_reply(const ReplyView& reply) {
  FunctionEngine engine;
  detail::for_each_named(reply, [&](std::string_view name, const ReplyView& value) {
    if (name == "libraries_count") {
      engine.libraries = decode<std::int64_t>(value);
    } else if (name == "functions_count") {
      engine.functions = decode<std::int64_t>(value);
    }
  });
  return engine;
}

FunctionStats Codec<FunctionStats>::from_reply(const ReplyView& reply) {
  FunctionStats stats;
  detail::for_each_named(reply, [&](std::string_view name, const ReplyView& value) {
    if (name == "running_script") {
      stats.running = decode<std::optional<RunningFunction>>(value);
    } else if (name == "engines") {
      stats.engines = decode<std::map<std::string, FunctionEngine>>(value);
    }
  });
  return stats;
}

}  // namespace tributary
