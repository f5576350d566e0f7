#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tributary::bench {

/// Where the server is, for the modes that do not go through the library.
struct Endpoint {
  std::string uri{};      ///< as given; the library's modes parse it themselves
  std::string tls_uri{};  ///< the same server over TLS, for the modes that measure that; empty when it has no such port
  std::string socket_path{};  ///< empty for TCP
  std::string host{};
  std::uint16_t port = 6379;
  std::string user{};
  std::string password{};
  int database = 0;

  [[nodiscard]] bool is_unix() const noexcept { return !socket_path.empty(); }
  /// "unix" or "tcp".
  [[nodiscard]] std::string_view transport() const noexcept { return is_unix() ? "unix" : "tcp"; }
  /// Whether the server is on this machine, as far as the address tells.
  [[nodiscard]] bool is_local() const noexcept;
};

/// Reads redis://[[user]:password@]host[:port][/db] and unix://[[user]:password@]/path[?db=n].
///
/// Deliberately smaller than the library's own reader, which the library's modes use.
/// Errors: std::invalid_argument that names the part it cannot read
[[nodiscard]] Endpoint parse_endpoint(std::string_view uri);

}  // namespace tributary::bench
