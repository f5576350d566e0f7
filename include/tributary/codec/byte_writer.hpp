#pragma once

#include <tributary/config.hpp>

#include <string_view>

namespace tributary {

namespace detail {
class RequestBuffer;
}

/// Where a Codec writes the bytes of one value: straight into the request. Only ever appends.
class TRIBUTARY_API ByteWriter {
 public:
  explicit ByteWriter(detail::RequestBuffer& out) noexcept : out_{&out} {}

  void append(std::string_view bytes);
  void push_back(char byte) { append({&byte, 1}); }

 private:
  detail::RequestBuffer* out_;
};

}  // namespace tributary
