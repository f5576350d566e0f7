#include "seen_by_hiredis.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tributary::bench {

SeenReply seen(const redisReply& reply) {
  const std::string_view text{reply.str, reply.len};
  switch (reply.type) {
    case REDIS_REPLY_ERROR: throw std::runtime_error{std::string{text}};
    case REDIS_REPLY_INTEGER: return SeenReply{std::int64_t{reply.integer}};
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_STRING: return SeenReply{text};
    case REDIS_REPLY_ARRAY: break;
    default: return SeenReply{SeenReply::Kind::nil};
  }
  SeenReply array{SeenReply::Kind::array};
  array.elements().reserve(reply.elements);
  for (std::size_t i = 0; i < reply.elements; ++i) {
    const redisReply& element = *reply.element[i];
    array.elements().push_back({element.str, element.len});
  }
  return array;
}

}  // namespace tributary::bench
