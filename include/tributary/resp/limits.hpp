#pragma once

#include <tributary/config.hpp>

#include <cstddef>

namespace tributary {

/// What a server may make this process hold for one reply. A reply that exceeds a limit is an error of its connection,
/// raised before the memory is spent. In a transaction each command's reply is one, not EXEC's array of them. None can
/// be 0.
struct ReplyLimits {
  /// Bytes of one bulk string. Redis' own proto-max-bulk-len defaults to the same 512 MiB.
  std::size_t max_bulk_bytes = std::size_t{512} << 20;
  /// Bytes of one line: a status, an error, a number. Redis' own are short; those that scripts return can be longer. At
  /// least 512.
  std::size_t max_line_bytes = std::size_t{1} << 20;
  /// Bytes of all strings of one array reply together.
  std::size_t max_reply_bytes = std::size_t{2} << 30;
  /// Elements of one reply, those of nested arrays and the arrays themselves included.
  std::size_t max_elements = std::size_t{32} << 20;
  /// Arrays within arrays, the outermost included: at most the seven that hiredis' reader supports, besides EXEC's.
  std::size_t max_depth = 7;
};

}  // namespace tributary
