#pragma once

#include "support/certificates.hpp"

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace tributary::test {

struct TlsPeerOptions {
  CertificateFiles files;
  std::string client_ca_file{};  ///< clients must bring a certificate of this authority; empty: none is asked for
  bool at_most_1_2 = false;
};

/// What connections of one server have in common: they can be resumed.
class TlsPeers {
 public:
  explicit TlsPeers(const TlsPeerOptions& options);
  ~TlsPeers();
  TlsPeers(const TlsPeers&) = delete;
  TlsPeers& operator=(const TlsPeers&) = delete;

 private:
  friend class TlsPeer;
  SSL_CTX* context_;
};

/// The server's side of one TLS conversation, by OpenSSL and in memory.
class TlsPeer {
 public:
  explicit TlsPeer(TlsPeers& peers);
  ~TlsPeer();
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  /// Takes bytes of the client, and gives what is to be sent to it.
  std::string answer(std::string_view came);
  /// What the client has said so far.
  [[nodiscard]] const std::string& heard() const noexcept { return heard_; }
  /// The bytes that say `plain`.
  std::string say(std::string_view plain);
  /// The same for an end in good order, and for a request to change the keys on both sides (TLS 1.3).
  std::string end();
  std::string change_keys();

  [[nodiscard]] bool resumed() const noexcept;
  /// What the client asked for by SNI; empty when it did not.
  [[nodiscard]] std::string server_name() const;

 private:
  std::string take_output();

  SSL* ssl_;
  std::string heard_;
};

}  // namespace tributary::test
