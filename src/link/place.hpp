#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::detail {

/// Where a server is.
struct Place {
  std::string host;
  std::uint16_t port = 0;

  /// `host:port`, `[::1]:port`.
  std::string text() const;
  bool operator==(const Place&) const = default;
};

/// Of `host`, `host:port`, `[address]` or `[address]:port`. Nothing when it is none of these.
std::optional<Place> read_place(std::string_view text, std::uint16_t default_port);

}  // namespace tributary::detail
