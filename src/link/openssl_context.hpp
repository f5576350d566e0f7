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
  OpensslContext(const TlsOptions& options, const std::string& host);

  std::unique_ptr<TlsSession> begin() override;
  /// The server has sent what makes the next handshake a short one.
  void keep(SslSessionPtr session) noexcept;

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
  const std::string name_;  ///< to be found in the certificate
  std::mutex mutex_;
  SslContextPtr context_;
  SslSessionPtr last_session_;
  FileStates loaded_;           ///< the files, before they were read
  std::string reload_failure_;  ///< why they could not be read since they have changed
};

}  // namespace tributary::detail
