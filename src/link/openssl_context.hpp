#pragma once

#include "link/tls.hpp"

#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace tributary::detail {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using SslContextPtr = std::unique_ptr<SSL_CTX, FreeBy<SSL_CTX_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, FreeBy<SSL_SESSION_free>>;

/// The OpenSSL kind.
class OpensslContext final : public TlsContext {
 public:
  /// Errors:   std::invalid_argument for files that cannot be used
  explicit OpensslContext(const TlsOptions& options);

  std::unique_ptr<TlsSession> begin(const std::string& host) override;
  /// The server has sent what makes the next handshake a short one, on a connection that `of` was loaded for.
  void keep(SslSessionPtr session, const SSL_CTX& of, const std::string& name) noexcept;

 private:
  /// What tells whether a file was changed, by writing to it or by putting another in its place.
  struct FileState {
    std::uint64_t device, inode, size, seconds, nanoseconds;
    bool operator==(const FileState&) const = default;
  };
  using FileStates = std::array<FileState, 3>;

  FileStates look_at_files() const noexcept;
  SslContextPtr load() const;
  void reload_when_changed() noexcept;

  const TlsOptions options_;
  std::mutex mutex_;
  SslContextPtr context_;
  SslSessionPtr last_session_;
  std::string last_name_;       ///< that the certificate of that session was for
  FileStates loaded_;           ///< the files, before they were read
  std::string reload_failure_;  ///< why they could not be read since they have changed
};

}  // namespace tributary::detail
