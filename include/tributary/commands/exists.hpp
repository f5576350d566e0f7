#pragma once

#include <tributary/config.hpp>

#include <cstdint>

namespace tributary {

/// What must be true for a write to happen: `.only_if = Exists::no` is Redis' NX, `Exists::yes` its XX.
enum class Exists : std::uint8_t { no, yes };

}  // namespace tributary
