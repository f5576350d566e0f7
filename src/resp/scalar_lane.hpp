#pragma once

#include <tributary/resp/reply_view.hpp>

#include <cstddef>
#include <span>

namespace tributary::detail {

/// The least that ReplyLimits::max_line_bytes can be: longer lines are hiredis' job, and there the limit is kept.
inline constexpr std::size_t kLeastLineBytes = 512;

/// Reads one whole scalar off the front of `bytes`: `:1\r\n`, `+OK\r\n`, `$3\r\nabc\r\n` or `$-1\r\n`. Returns its
/// length in bytes, or 0 for everything else: an array, an error, a reply that is cut, anything unusual. Those are
/// hiredis' job, which also judges what is wrong with them.
///
/// `node` is filled with offsets from bytes.data().
std::size_t read_whole_scalar(std::span<const char> bytes, ReplyNode& node) noexcept;

}  // namespace tributary::detail
