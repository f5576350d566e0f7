#pragma once

#include <tributary/codec/containers.hpp>
#include <tributary/codec/scalars.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// A part of a large collection, and where the next one begins.
template <class Element = std::string>
struct ScanPage {
  /// What to ask the next page with; 0 when this is the last one.
  std::uint64_t cursor = 0;
  /// In no order. May be empty although other pages follow.
  std::vector<Element> elements;

  bool is_last() const noexcept { return cursor == 0; }

  friend bool operator==(const ScanPage&, const ScanPage&) = default;
};

template <class Element>
  requires Decodable<std::vector<Element>>
struct Codec<ScanPage<Element>> {
  static ScanPage<Element> from_reply(const ReplyView& reply) {
    detail::require_array_of(reply, 2);
    return {decode<std::uint64_t>(reply[0]), decode<std::vector<Element>>(reply[1])};
  }
};

}  // namespace tributary
