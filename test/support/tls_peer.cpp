#include "support/tls_peer.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace tributary::test {

TlsPeers::TlsPeers(const TlsPeerOptions& options) : context_{SSL_CTX_new(TLS_server_method())} {
  if (options.at_most_1_2) SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
  if (!options.client_ca_file.empty()) {
    SSL_CTX_load_verify_file(context_, options.client_ca_file.c_str());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  const bool works = SSL_CTX_use_certificate_chain_file(context_, options.files.cert.c_str()) == 1 &&
                     SSL_CTX_use_PrivateKey_file(context_, options.files.key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!works) throw std::runtime_error{"TlsPeers: the certificate cannot be used"};
  SSL_CTX_set_session_id_context(context_, reinterpret_cast<const unsigned char*>("test"), 4);
}

TlsPeers::~TlsPeers() { SSL_CTX_free(context_); }

TlsPeer::TlsPeer(TlsPeers& peers) : ssl_{SSL_new(peers.context_)} {
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(ssl_);
}

TlsPeer::~TlsPeer() { SSL_free(ssl_); }

std::string TlsPeer::take_output() {
  std::string out;
  std::array<char, 4096> piece{};
  for (int size = 0; (size = BIO_read(SSL_get_wbio(ssl_), piece.data(), static_cast<int>(piece.size()))) > 0;) {
    out.append(piece.data(), static_cast<std::size_t>(size));
  }
  return out;
}

std::string TlsPeer::answer(std::string_view came) {
  BIO_write(SSL_get_rbio(ssl_), came.data(), static_cast<int>(came.size()));
  std::array<char, 4096> piece{};
  for (int size = 0; (size = SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()))) > 0;) {
    heard_.append(piece.data(), static_cast<std::size_t>(size));
  }
  ERR_clear_error();
  return take_output();
}

std::string TlsPeer::say(std::string_view plain) {
  if (SSL_write(ssl_, plain.data(), static_cast<int>(plain.size())) <= 0) {
    throw std::logic_error{"TlsPeer: cannot say anything now"};
  }
  return take_output();
}

std::string TlsPeer::end() {
  SSL_shutdown(ssl_);
  return take_output();
}

std::string TlsPeer::change_keys() {
  SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED);
  SSL_do_handshake(ssl_);
  return take_output();
}

bool TlsPeer::resumed() const noexcept { return SSL_session_reused(ssl_) == 1; }

std::string TlsPeer::server_name() const {
  const char* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

}  // namespace tributary::test
