#pragma once

#include <tributary/codec/codec.hpp>

#include <optional>
#include <string_view>

namespace tributary::detail {

/// The value behind a name in an array of names and values in turn, as which Redis sends what later versions add to.
/// std::nullopt when there is none. CodecError when the reply is no such array.
TRIBUTARY_API std::optional<ReplyView> find_field(const ReplyView& reply, std::string_view name);

/// The same for a name that every version sends: CodecError when there is none.
TRIBUTARY_API ReplyView field_of(const ReplyView& reply, std::string_view name);

template <Decodable T>
T field(const ReplyView& reply, std::string_view name) {
  return decode<T>(field_of(reply, name));
}

}  // namespace tributary::detail
