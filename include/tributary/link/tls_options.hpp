#pragma once

#include <tributary/config.hpp>

#include <cstdint>
#include <string>

namespace tributary {

/// Whose certificate is accepted.
enum class TlsVerify : std::uint8_t {
  peer,  ///< one that is valid now, of an authority that is trusted, for the name that was asked for
  none,  ///< any: whoever sits on the way can read and change everything. endpoint(), and so every message, says so
};

enum class TlsVersion : std::uint8_t { v1_2, v1_3 };

/// How a server is known, and how it knows us. Paths are those of PEM files. They are read when a client is made, and
/// again when one of them has changed and a connection is made: until all of them can be read, the former ones count.
struct TlsOptions {
  TlsVerify verify = TlsVerify::peer;
  std::string ca_file{};      ///< authorities that are trusted; with ca_path empty, too: those of the system
  std::string ca_path{};      ///< the same, a folder that `openssl rehash` has prepared
  std::string cert{};         ///< ours, with those between it and its authority, for servers that want to know who asks
  std::string key{};          ///< of `cert`, without a passphrase; may be in the same file
  std::string server_name{};  ///< in the server's certificate, and asked for by SNI; empty: the host
  TlsVersion min_version = TlsVersion::v1_2;
};

}  // namespace tributary
