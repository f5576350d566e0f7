#pragma once

// Catch2 2 or 3, whichever is installed. Tests include this, and use the names of version 2, which 3 gets here.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace Catch {
namespace Matchers {

/// Of texts; of elements it is Catch2's own.
template <class Part>
  requires std::convertible_to<Part, std::string_view>
auto Contains(Part&& part) {
  return ContainsSubstring(std::string{std::string_view{part}});
}

}  // namespace Matchers

using Matchers::Contains;
using Matchers::StartsWith;

}  // namespace Catch

using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
