#pragma once

#include <tributary/keyspace/field_state.hpp>

#include <cstdint>

namespace tributary::detail {

// What writes leave as `$writer`. All have 20 digits, so that scripts, which cannot count so far, compare them as text.
inline constexpr std::uint64_t kFirstWriter = 10'000'000'000'000'000'000U;
inline constexpr std::uint64_t kLastWriter = UINT64_MAX - FieldState::kLastOperation;

/// A number that nobody else has drawn, with room for those of all operations of one record behind it.
std::uint64_t draw_writer();

}  // namespace tributary::detail
