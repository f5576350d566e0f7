#pragma once

#include "workload.hpp"

#include <tributary/tributary.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace tributary::bench {

/// A key by value, without an allocation: what a chain is about is the steps.
struct KeyName {
  explicit KeyName(std::string_view name) {
    if (name.size() != text.size()) throw std::runtime_error{fmt::format("\"{}\" is no key of a chain", name)};
    std::ranges::copy(name, text.begin());
  }
  operator std::string_view() const noexcept { return {text.data(), text.size()}; }

  std::array<char, Keys::kSize> text;
};

using Name = std::optional<KeyName>;

}  // namespace tributary::bench

template <>
struct tributary::Codec<tributary::bench::KeyName> {
  static bench::KeyName decode(std::string_view bytes) { return bench::KeyName{bytes}; }
};

namespace tributary::bench {

/// Three dependent steps: each value is the key of the next.
inline DeferredResult<KeyName> third_of(Pipe redis, KeyName first) {
  const Name second = co_await redis->get<KeyName>(first);
  const Name third = co_await redis->get<KeyName>(second.value());
  const Name last = co_await redis->get<KeyName>(third.value());
  co_return last.value();
}

}  // namespace tributary::bench
