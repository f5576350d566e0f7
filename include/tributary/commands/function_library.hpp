#pragma once

#include <tributary/codec/codec.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// One function of a library.
struct ServerFunction {
  std::string name;
  std::optional<std::string> description;
  std::vector<std::string> flags;  ///< such as no-writes, in no order

  friend bool operator==(const ServerFunction&, const ServerFunction&) = default;
};

/// A library of functions that the server keeps.
struct FunctionLibrary {
  std::string name;
  std::string engine;  ///< LUA
  std::vector<ServerFunction> functions;
  std::optional<std::string> code;  ///< when it was asked for

  friend bool operator==(const FunctionLibrary&, const FunctionLibrary&) = default;
};

template <>
struct Codec<ServerFunction> {
  TRIBUTARY_API static ServerFunction from_reply(const ReplyView& reply);
};

template <>
struct Codec<FunctionLibrary> {
  TRIBUTARY_API static FunctionLibrary from_reply(const ReplyView& reply);
};

/// What function_list() lists: `{.library = "my*", .with_code = true}`.
struct FunctionListOptions {
  /// LIBRARYNAME: a pattern that names must match.
  std::string library = "*";
  /// WITHCODE: the source too.
  bool with_code = false;
};

}  // namespace tributary
