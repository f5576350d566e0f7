#pragma once

#include <tributary/resp/limits.hpp>
#include <tributary/resp/reply_view.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace tributary::detail {

/// Reads one whole array off the front of `bytes`, whose strings stay where they are. Returns its length in bytes, or 0
/// for everything else: an array that is cut, that holds an error, that is beyond a limit, anything unusual. Those are
/// hiredis' job. `resp3`: maps and sets are arrays, too.
///
/// `nodes` is filled with offsets from bytes.data(), and is longer than needed: it only grows, as nodes that are there
/// cost nothing to make.
std::size_t read_whole_array(std::span<const char> bytes, const ReplyLimits& limits, bool resp3,
                             std::vector<ReplyNode>& nodes) noexcept;

}  // namespace tributary::detail
