#pragma once

#include "resp/request_encoder.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tributary::detail {

enum class Access : std::uint8_t { none, read, write };

/// What happens when a command is executed twice because the first reply got lost.
enum class Repeat : std::uint8_t { safe, unsafe };

/// Where the keys are among the arguments, counted from the verb as Redis does (`COMMAND INFO`); `first` 0 is keyless.
/// `last` counts from the end when negative. `by_count` marks commands whose argument says how many keys follow.
struct KeyRange {
  int first = 0;
  int last = 0;
  int step = 0;
  bool by_count = false;
};

inline constexpr KeyRange kNoKey{};
inline constexpr KeyRange kOneKey{1, 1, 1};
inline constexpr KeyRange kTwoKeys{1, 2, 1};
inline constexpr KeyRange kAllKeys{1, -1, 1};
inline constexpr KeyRange kCountedKeys{0, 0, 0, true};

/// The facts of one command, written once beside its body. The encoder, error messages, and later retries and routing
/// read them; the conformance test compares them with a real server.
struct CommandRow {
  std::string_view verb;  ///< as Redis spells it; a subcommand after a space
  Access access;
  Repeat repeat;
  KeyRange keys;
  int arity;  ///< as Redis counts: the verb included, negative for "at least"
  bool blocks;
  CommandPrefix prefix;

  consteval CommandRow(std::string_view name, int redis_arity, Access what, Repeat twice, KeyRange where,
                       bool waits = false)
      : verb{name}, access{what}, repeat{twice}, keys{where}, arity{redis_arity}, blocks{waits}, prefix{name} {}
};

}  // namespace tributary::detail
