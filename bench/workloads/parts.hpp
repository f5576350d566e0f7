#pragma once

#include "request_sequence.hpp"

#include <array>
#include <string_view>

namespace tributary::bench {

/// What the hashes and sorted sets of the workloads hold.
inline constexpr std::array<std::string_view, kParts> kFieldNames{
    "field:0", "field:1", "field:2", "field:3", "field:4", "field:5", "field:6", "field:7", "field:8", "field:9"};
/// The score of a member is its index at first.
inline constexpr std::array<std::string_view, kParts> kMemberNames{"member:0", "member:1", "member:2", "member:3",
                                                                   "member:4", "member:5", "member:6", "member:7",
                                                                   "member:8", "member:9"};

}  // namespace tributary::bench
