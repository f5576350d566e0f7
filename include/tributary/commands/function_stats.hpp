#pragma once

#include <tributary/codec/codec.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// The function, or script, that a server is busy with.
struct RunningFunction {
  std::string name;                  ///< of a script: its SHA-1 or empty
  std::vector<std::string> command;  ///< the words with which it was called
  std::chrono::milliseconds running{0};

  friend bool operator==(const RunningFunction&, const RunningFunction&) = default;
};

/// What one engine keeps.
struct FunctionEngine {
  std::int64_t libraries = 0;
  std::int64_t functions = 0;

  friend bool operator==(const FunctionEngine&, const FunctionEngine&) = default;
};

/// The reply of FUNCTION STATS.
struct FunctionStats {
  std::optional<RunningFunction> running;
  std::map<std::string, FunctionEngine> engines;  ///< by name: LUA

  friend bool operator==(const FunctionStats&, const FunctionStats&) = default;
};

template <>
struct Codec<RunningFunction> {
  TRIBUTARY_API static RunningFunction from_reply(const ReplyView& reply);
};

template <>
struct Codec<FunctionEngine> {
  TRIBUTARY_API static FunctionEngine from_reply(const ReplyView& reply);
};

template <>
struct Codec<FunctionStats> {
  TRIBUTARY_API static FunctionStats from_reply(const ReplyView& reply);
};

}  // namespace tributary
