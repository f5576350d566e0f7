#include "link/openssl_context.hpp"

#include <tributary/core/error.hpp>

#include "link/openssl_session.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <openssl/err.h>
#include <sys/stat.h>

#include <cstddef>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tributary::detail {

namespace {

[[noreturn]] void refuse_file(std::string_view option, const std::string& path) {
  const unsigned long error = ERR_peek_error();
  const char* const reason = ERR_reason_error_string(error);
  ERR_clear_error();
  throw std::invalid_argument{fmt::format("TlsOptions::{} is {}, which cannot be used: {}", option, quote(path),
                                          reason != nullptr ? reason : "OpenSSL does not say why")};
}

/// Instead of asking at the terminal.
int no_passphrase(char*, int, int, void*) noexcept { return -1; }

/// OpenSSL calls it with each session that can be resumed; 1 keeps it.
int keep_session(SSL* ssl, SSL_SESSION* session) noexcept {
  auto* const context = static_cast<OpensslContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  context->keep(SslSessionPtr{session}, *SSL_get_SSL_CTX(ssl),
                static_cast<OpensslSession*>(SSL_get_app_data(ssl))->name());
  return 1;
}

}  // namespace

std::shared_ptr<TlsContext> TlsContext::make(const TlsOptions& options) {
  return std::make_shared<OpensslContext>(options);
}

OpensslContext::OpensslContext(const TlsOptions& options) : options_{options}, loaded_{look_at_files()} {
  context_ = load();
}

OpensslContext::FileStates OpensslContext::look_at_files() const noexcept {
  FileStates states{};
  std::size_t i = 0;
  for (const std::string* path : {&options_.ca_file, &options_.cert, &options_.key}) {
    struct stat found {};
    if (!path->empty() && stat(path->c_str(), &found) == 0) {
      states[i] = {found.st_dev, found.st_ino, static_cast<std::uint64_t>(found.st_size),
                   static_cast<std::uint64_t>(found.st_mtim.tv_sec), static_cast<std::uint64_t>(found.st_mtim.tv_nsec)};
    }
    ++i;
  }
  return states;
}

SslContextPtr OpensslContext::load() const {
  ERR_clear_error();
  SslContextPtr context{SSL_CTX_new(TLS_client_method())};
  if (context == nullptr) throw std::bad_alloc{};
  SSL_CTX* const made = context.get();
  SSL_CTX_set_min_proto_version(made, options_.min_version == TlsVersion::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_options(made, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_default_passwd_cb(made, &no_passphrase);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(made, &keep_session);
  if (options_.verify == TlsVerify::peer) {
    if (options_.ca_file.empty() && options_.ca_path.empty()) SSL_CTX_set_default_verify_paths(made);
    if (!options_.ca_file.empty() && SSL_CTX_load_verify_file(made, options_.ca_file.c_str()) != 1) {
      refuse_file("ca_file", options_.ca_file);
    }
    if (!options_.ca_path.empty()) {
      struct stat found {};
      // OpenSSL looks into it when it needs something, and finds nothing in what is no folder.
      if (stat(options_.ca_path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
          SSL_CTX_load_verify_dir(made, options_.ca_path.c_str()) != 1) {
        throw std::invalid_argument{
            fmt::format("TlsOptions::ca_path is {}, which is no folder that can be read", quote(options_.ca_path))};
      }
    }
  }
  if (!options_.cert.empty()) {
    const std::string& key = options_.key.empty() ? options_.cert : options_.key;
    if (SSL_CTX_use_certificate_chain_file(made, options_.cert.c_str()) != 1) refuse_file("cert", options_.cert);
    if (SSL_CTX_use_PrivateKey_file(made, key.c_str(), SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(made) != 1) {
      refuse_file("key", key);
    }
  }
  return context;
}

/// A file that is just being written makes the connection use the former ones, and is told if that does not work.
void OpensslContext::reload_when_changed() noexcept {
  const FileStates now = look_at_files();
  if (now == loaded_) return;
  try {
    context_ = load();
    last_session_.reset();
    loaded_ = now;
    reload_failure_.clear();
  } catch (const std::exception& error) {
    try {
      reload_failure_ = fmt::format("; its files have changed and were not read again: {}", error.what());
    } catch (const std::bad_alloc&) {
    }
  }
}

std::unique_ptr<TlsSession> OpensslContext::begin(const std::string& host) {
  const std::string& name = options_.server_name.empty() ? host : options_.server_name;
  const std::lock_guard lock{mutex_};
  reload_when_changed();
  SSL_CTX_set_app_data(context_.get(), this);
  // OpenSSL does not look at the name again when a session is resumed.
  SSL_SESSION* const last = name == last_name_ ? last_session_.get() : nullptr;
  return std::make_unique<OpensslSession>(*context_, last, name, options_, reload_failure_);
}

void OpensslContext::keep(SslSessionPtr session, const SSL_CTX& of, const std::string& name) noexcept {
  const std::lock_guard lock{mutex_};
  if (&of != context_.get()) return;  // by authorities that count no more, and nobody would ask again
  try {
    last_name_ = name;
    last_session_ = std::move(session);
  } catch (const std::bad_alloc&) {
    last_session_.reset();
  }
}

}  // namespace tributary::detail
