#include "resp/request_encoder.hpp"

namespace tributary::detail {

char* write_long_header(char* out, char sigil, std::size_t value) noexcept {
  *out++ = sigil;
  return write_crlf(std::to_chars(out, out + kMaxInteger, value).ptr);
}

}  // namespace tributary::detail
