#pragma once

#include "link/openssl_context.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::detail {

using SslPtr = std::unique_ptr<SSL, FreeBy<SSL_free>>;

/// The OpenSSL kind. Bytes go to and from OpenSSL by a BIO of our own, which copies them where they belong and nowhere
/// else.
class OpensslSession final : public TlsSession {
 public:
  /// `last`: to be resumed; may be null
  OpensslSession(SSL_CTX& context, SSL_SESSION* last, const std::string& name, const TlsOptions& options,
                 const std::string& reload_failure);
  ~OpensslSession() override;

  const std::string& name() const noexcept { return name_; }

  void shake_hands(std::string_view& came) noexcept override;
  std::size_t decrypt(std::string_view& came, std::span<char> room) noexcept override;
  void encrypt(std::string_view plain) noexcept override;
  std::string_view unsent() const noexcept override;
  std::size_t sent(std::size_t bytes) noexcept override;

 private:
  friend struct SessionBio;

  /// Of the application, and where in out_ it ends.
  struct Record {
    std::size_t plain;
    std::size_t end;
  };

  static int verified(int accepted, X509_STORE_CTX* store) noexcept;
  void expect_name() noexcept;
  void fail(int result) noexcept;

  const TlsOptions& options_;
  const std::string name_;  ///< that the certificate is to have
  const std::string reload_failure_;
  std::string refused_;  ///< why a certificate was not accepted
  std::string_view came_;
  std::vector<char> out_;
  std::size_t sent_ = 0;  ///< of out_
  std::vector<Record> records_;
  SslPtr ssl_;
};

}  // namespace tributary::detail
