#pragma once

// Opt-in: needs the headers of Boost.Uuid on the include path of whoever includes it, which the library itself does
// not.

#include <tributary/codec/codec.hpp>
#include <tributary/codec/uuid_text.hpp>

#include <boost/uuid/uuid.hpp>

#include <algorithm>
#include <string_view>

namespace tributary {

/// A UUID is its 36 characters: `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`. Written in lower case, read in either case, and
/// in no other form: no braces, no `urn:uuid:`, no missing hyphens.
///
/// Needs:  Boost.Uuid's headers, which tributary's own package does not ask for: `find_package(Boost 1.81 REQUIRED)`
/// and
///         `target_link_libraries(... Boost::headers)`
/// Source: RFC 9562, section 4
template <>
struct Codec<boost::uuids::uuid> {
  static void encode(const boost::uuids::uuid& uuid, ByteWriter& out) {
    detail::UuidBytes bytes{};
    std::copy(uuid.begin(), uuid.end(), bytes.begin());
    const detail::UuidText text = detail::uuid_text(bytes);
    out.append({text.data(), text.size()});
  }
  static boost::uuids::uuid decode(std::string_view text) {
    const detail::UuidBytes bytes = detail::uuid_from(text);
    boost::uuids::uuid uuid{};
    std::copy(bytes.begin(), bytes.end(), uuid.begin());
    return uuid;
  }
};

}  // namespace tributary
