#pragma once

#include <tributary/config.hpp>

#include <cstdint>

namespace tributary {

/// Whether a command that deletes everything answers before the memory is freed.
enum class FlushMode : std::uint8_t {
  configured,  ///< as the server's lazyfree-lazy-user-flush says
  async,       ///< another thread of the server frees it (since 4.0.0)
  sync,        ///< freed before the reply comes (since 6.2.0)
};

}  // namespace tributary
