#pragma once

#include <tributary/config.hpp>

#include <chrono>
#include <concepts>
#include <optional>
#include <type_traits>

namespace tributary::detail {

/// The time to live in an option struct, which may be left out. A bare number is refused: it has no unit.
class TimeToLive : public std::optional<std::chrono::milliseconds> {
 public:
  using std::optional<std::chrono::milliseconds>::optional;
  // For the reader of the compiler's message, which shows this line.
  template <class Number>
    requires std::is_arithmetic_v<Number>
  TimeToLive(Number) = delete;  // a time needs a unit: write 60s, with `using namespace std::chrono_literals`
};

}  // namespace tributary::detail
