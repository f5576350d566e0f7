#include <tributary/commands/function_library.hpp>

#include <tributary/codec/scalars.hpp>

#include "commands/named_values.hpp"

namespace tributary {

ServerFunction Codec<ServerFunction>::from_reply(const ReplyView& reply) {
  ServerFunction function;
  detail::for_each_named(reply, [&](std::string_view name, const ReplyView& value) {
    if (name == "name") {
      function.name = decode<std::string>(value);
    } else if (name == "description") {
      function.description = decode<std::optional<std::string>>(value);
    } else if (name == "flags") {
      function.flags = decode<std::vector<std::string>>(value);
    }
  });
  return function;
}

FunctionLibrary Codec<FunctionLibrary>::from_reply(const ReplyView& reply) {
  FunctionLibrary library;
  detail::for_each_named(reply, [&](std::string_view name, const ReplyView& value) {
    if (name == "library_name") {
      library.name = decode<std::string>(value);
    } else if (name == "engine") {
      library.engine = decode<std::string>(value);
    } else if (name == "functions") {
      library.functions = decode<std::vector<ServerFunction>>(value);
    } else if (name == "library_code") {
      library.code = decode<std::string>(value);
    }
  });
  return library;
}

}  // namespace tributary
