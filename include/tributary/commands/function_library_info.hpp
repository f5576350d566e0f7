#pragma once

#include <tributary/codec/codec.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// One function of a library.
struct FunctionInfo {
  std::string name;
  std::optional<std::string> description;
  std::vector<std::string> flags;  ///< such as no-writes, in no order

  friend bool operator==(const FunctionInfo&, const FunctionInfo&) = default;
};

/// A library of functions that the server keeps.
struct FunctionLibraryInfo {
  std::string name;
  std::string engine;  ///< LUA
  std::vector<FunctionInfo> functions;
  std::optional<std::string> code;  ///< when it was asked for

  friend bool operator==(const FunctionLibraryInfo&, const FunctionLibraryInfo&) = default;
};

template <>
struct Codec<FunctionInfo> {
  TRIBUTARY_API static FunctionInfo from_reply(const ReplyView& reply);
};

template <>
struct Codec<FunctionLibraryInfo> {
  TRIBUTARY_API static FunctionLibraryInfo from_reply(const ReplyView& reply);
};

}  // namespace tributary
