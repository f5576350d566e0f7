#pragma once

#include "workloads/seen_reply.hpp"

#include <hiredis/hiredis.h>

namespace tributary::bench {

/// A reply in the form that workloads know; its texts are views. Errors: std::runtime_error when it is an error
[[nodiscard]] SeenReply seen(const redisReply& reply);

}  // namespace tributary::bench
