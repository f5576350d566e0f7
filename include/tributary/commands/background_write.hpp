#pragma once

#include <tributary/codec/codec.hpp>

#include <cstdint>

namespace tributary {

/// What BGSAVE does while another process writes a file already.
enum class WhenBusy : std::uint8_t {
  fail,      ///< answers with an error
  schedule,  ///< starts when a rewrite of the append-only file is done (since 3.2.2); an error during another BGSAVE
};

/// What became of a request to write in the background.
enum class BackgroundWrite : std::uint8_t { started, scheduled };

/// From the status lines of BGSAVE and BGREWRITEAOF, which end with the word.
template <>
struct Codec<BackgroundWrite> {
  TRIBUTARY_API static BackgroundWrite from_reply(const ReplyView& reply);
};

}  // namespace tributary
