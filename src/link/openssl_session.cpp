#include "link/openssl_session.hpp"

#include <tributary/core/error.hpp>

#include "core/out_of_memory.hpp"
#include "link/certificate_words.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace tributary::detail {

namespace {

bool is_address(const std::string& host) noexcept {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

std::string_view alert_advice(int alert) noexcept {
  switch (alert) {
    case SSL_AD_CERTIFICATE_REQUIRED:
    case SSL_AD_HANDSHAKE_FAILURE: return ": does it want a certificate of the client? Give one by cert and key";
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_DECRYPT_ERROR:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN: return ": it does not accept the certificate that cert names";
    case SSL_AD_PROTOCOL_VERSION: return ": it has no version of TLS that tls_min_version allows";
    default: return "";
  }
}

std::string words_of(unsigned long error) {
  const int reason = ERR_GET_REASON(error);
  const char* const known = ERR_reason_error_string(error);
  const char* const text = known != nullptr ? known : "OpenSSL does not say why";
  if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET) {
    return fmt::format("the server ended TLS, by {}{}", text, alert_advice(reason - SSL_AD_REASON_OFFSET));
  }
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_BAD_RECORD_TYPE: return "what the server answers is no TLS: is this its plain port, for redis://?";
    case SSL_R_UNSUPPORTED_PROTOCOL: return "the server has no version of TLS that tls_min_version allows";
    default: return fmt::format("TLS failed: {}", text);
  }
}

}  // namespace

/// OpenSSL's view of the bytes that came, and of those that are to leave.
struct SessionBio {
  static OpensslSession& session(BIO* bio) noexcept { return *static_cast<OpensslSession*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* to, int size) noexcept {
    BIO_clear_retry_flags(bio);
    std::string_view& came = session(bio).came_;
    if (came.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t taken = came.copy(to, static_cast<std::size_t>(size));
    came.remove_prefix(taken);
    return static_cast<int>(taken);
  }

  static int write(BIO* bio, const char* data, int size) noexcept {
    BIO_clear_retry_flags(bio);
    try {
      std::vector<char>& out = session(bio).out_;
      out.insert(out.end(), data, data + size);
      return size;
    } catch (const std::bad_alloc&) {
      return -1;
    }
  }

  static long control(BIO*, int command, long, void*) noexcept { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static int create(BIO* bio) noexcept {
    BIO_set_init(bio, 1);
    return 1;
  }

  /// Null when there is no memory.
  static BIO* make(OpensslSession& session) noexcept {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tributary");
      if (made != nullptr) {
        BIO_meth_set_read(made, &read);
        BIO_meth_set_write(made, &write);
        BIO_meth_set_ctrl(made, &control);
        BIO_meth_set_create(made, &create);
      }
      return made;
    }();
    BIO* const bio = method == nullptr ? nullptr : BIO_new(method);
    if (bio != nullptr) BIO_set_data(bio, &session);
    return bio;
  }
};

OpensslSession::OpensslSession(SSL_CTX& context, SSL_SESSION* last, const std::string& name, const TlsOptions& options,
                               const std::string& reload_failure)
    : options_{options}, name_{name}, reload_failure_{reload_failure}, ssl_{SSL_new(&context)} {
  BIO* const bio = ssl_ == nullptr ? nullptr : SessionBio::make(*this);
  if (bio == nullptr) throw std::bad_alloc{};
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
  SSL_set_app_data(ssl_.get(), this);
  if (last != nullptr) SSL_set_session(ssl_.get(), last);
  expect_name();
}

OpensslSession::~OpensslSession() {
  // Without having said goodbye: what would say so is I/O, and OpenSSL would not let the session be resumed.
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

void OpensslSession::expect_name() noexcept {
  SSL* const ssl = ssl_.get();
  const bool address = is_address(name_);
  if (!address) {  // SSL_set_tlsext_host_name(), a macro that casts as C does
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(name_.c_str()));
  }
  if (options_.verify == TlsVerify::none) return;
  if (address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name_.c_str());
  } else {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, name_.c_str());
  }
  SSL_set_verify(ssl, SSL_VERIFY_PEER, &verified);
}

int OpensslSession::verified(int accepted, X509_STORE_CTX* store) noexcept {
  if (accepted == 1) return 1;
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& self = *static_cast<OpensslSession*>(SSL_get_app_data(ssl));
  try {
    const TlsOptions& options = self.options_;
    const std::string trusted = !options.ca_file.empty()   ? "those in " + quote(options.ca_file)
                                : !options.ca_path.empty() ? "those in " + quote(options.ca_path)
                                                           : "those of the system";
    self.refused_ = certificate_refusal(store, self.name_, trusted);
  } catch (const std::bad_alloc&) {  // it is refused without words
  }
  return 0;
}

void OpensslSession::shake_hands(std::string_view& came) noexcept {
  if (state_ != State::shaking_hands) return;
  came_ = came;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  came = came_;
  if (result == 1) {
    state_ = State::open;
  } else {
    fail(result);
  }
}

std::size_t OpensslSession::decrypt(std::string_view& came, std::span<char> room) noexcept {
  std::size_t decrypted = 0;
  if (state_ != State::open) return 0;
  came_ = came;
  ERR_clear_error();
  while (decrypted < room.size()) {
    std::size_t size = 0;
    const int result = SSL_read_ex(ssl_.get(), room.data() + decrypted, room.size() - decrypted, &size);
    if (result != 1) {
      fail(result);
      break;
    }
    decrypted += size;
  }
  came = came_;
  return decrypted;
}

void OpensslSession::encrypt(std::string_view plain) noexcept {
  if (state_ != State::open) return;
  try {
    records_.push_back({plain.size(), 0});
  } catch (const std::bad_alloc&) {
    state_ = State::failed;
    why_ = kOutOfMemory;
    return;
  }
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &size);
  if (result != 1) {
    fail(result);
    if (state_ == State::open) state_ = State::failed;  // there is always room, and no renegotiation
    return;
  }
  records_.back().end = out_.size();
}

std::string_view OpensslSession::unsent() const noexcept { return {out_.data() + sent_, out_.size() - sent_}; }

std::size_t OpensslSession::sent(std::size_t bytes) noexcept {
  sent_ += bytes;
  std::size_t plain = 0;
  std::erase_if(records_, [&](const Record& record) {
    const bool has_left = record.end <= sent_;
    if (has_left) plain += record.plain;
    return has_left;
  });
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
  }
  return plain;
}

/// What it means that OpenSSL did not do what it was asked for.
void OpensslSession::fail(int result) noexcept {
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
  if (error == SSL_ERROR_ZERO_RETURN) {
    state_ = State::ended;
    return;
  }
  state_ = State::failed;
  try {
    const unsigned long first = ERR_peek_error();
    why_ = refused_.empty() ? first != 0 ? words_of(first) : "TLS failed" : refused_;
    why_ += reload_failure_;
  } catch (const std::bad_alloc&) {
    why_ = kOutOfMemory;
  }
  ERR_clear_error();
}

}  // namespace tributary::detail
