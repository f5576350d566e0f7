#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <string>

namespace tributary {

/// What function_list() lists: `{.library = "my*", .with_code = true}`.
struct FunctionListOptions {
  /// LIBRARYNAME: a pattern that names must match.
  std::string library = "*";
  /// WITHCODE: the source too.
  bool with_code = false;
};

/// How function_load() treats a library of that name: REPLACE, or an error.
struct FunctionLoadOptions {
  bool replace = false;
};

/// What function_restore() does with the libraries that are there.
enum class FunctionRestore : std::uint8_t {
  append,   ///< keeps them; a name that exists already is an error, and nothing is restored
  flush,    ///< deletes them all before
  replace,  ///< keeps those of other names
};

}  // namespace tributary
