#pragma once

#include <tributary/codec/codec.hpp>
#include <tributary/codec/uuid_text.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace tributary {

namespace detail {

/// What boost::uuids::uuid looks like, so that this header need not include it.
template <class T>
concept Uuid = sizeof(T) == std::tuple_size_v<UuidBytes> && requires(const T& uuid) {
  { T::static_size() } -> std::convertible_to<std::size_t>;
  { *uuid.begin() } -> std::convertible_to<UuidBytes::value_type>;
  uuid.end();
  uuid.version();
  uuid.variant();
};

}  // namespace detail

/// A boost::uuids::uuid is its 36 characters: `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`. Written in lower case, read in
/// either case, and in no other form: no braces, no `urn:uuid:`, no missing hyphens.
///
/// Needs:  Boost.Uuid's headers, which tributary's own package does not ask for: `find_package(Boost 1.81 REQUIRED)`
///         and `target_link_libraries(... Boost::headers)`
/// Source: RFC 9562, section 4
template <detail::Uuid T>
struct Codec<T> {
  static void encode(const T& uuid, ByteWriter& out) {
    detail::UuidBytes bytes{};
    std::copy(uuid.begin(), uuid.end(), bytes.begin());
    const detail::UuidText text = detail::uuid_text(bytes);
    out.append({text.data(), text.size()});
  }
  static T decode(std::string_view text) {
    const detail::UuidBytes bytes = detail::uuid_from(text);
    T uuid{};
    std::copy(bytes.begin(), bytes.end(), uuid.begin());
    return uuid;
  }
};

}  // namespace tributary
