#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tributary::detail {

/// The options of a URI, and whether its value is a secret.
struct UriOption {
  std::string_view name;
  bool is_secret = false;
};
inline constexpr std::array<UriOption, 16> kUriOptions{{
    {"db"},
    {"client_name"},
    {"protocol"},
    {"pool_size"},
    {"connect_timeout"},
    {"pool_timeout"},
    {"timeout"},
    {"ca_file"},
    {"ca_path"},
    {"cert"},
    {"key"},
    {"server_name"},
    {"tls_min_version"},
    {"verify"},
    {"sentinel_username"},
    {"sentinel_password", true},
}};
/// Null when there is none of that name.
const UriOption* find_uri_option(std::string_view name) noexcept;

/// Where the colon of a port stands in `place`, which may hold an IPv6 address in brackets; npos when there is none.
std::size_t port_colon(std::string_view place) noexcept;
/// True for `6379` and for `6379/1`.
bool begins_with_port(std::string_view text) noexcept;

/// The URI with `*` for each byte that may belong to a secret, of the same length, so that a mark stays under its part.
/// It need not be well-formed, so rather too many are hidden than one too few:
///
///   scheme://user:******@host:6379/1?db=1&colour=***     what is before the last @, but a user name
///   scheme://user:********************************       what is no port, as a password without @ is none
std::string censored(std::string_view uri);

}  // namespace tributary::detail
