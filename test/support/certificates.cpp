#include "support/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace tributary::test {
namespace {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeBy<X509_free>>;
using File = std::unique_ptr<std::FILE, FreeBy<std::fclose>>;

void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error{std::string{"cannot make a certificate: "} + what};
}

Key make_key() {
  Key key{EVP_EC_gen("P-256")};
  require(key != nullptr, "no key");
  return key;
}

void name(X509_NAME* to, const std::string& common_name) {
  require(
      X509_NAME_add_entry_by_txt(to, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name.data()),
                                 static_cast<int>(common_name.size()), -1, 0) == 1,
      "its name");
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value.c_str());
  X509_EXTENSION_free(extension);
}

Certificate make(const CertificateOptions& options, EVP_PKEY* key, long serial) {
  Certificate made{X509_new()};
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), std::chrono::seconds{options.from}.count());
  X509_gmtime_adj(X509_getm_notAfter(made.get()), std::chrono::seconds{options.to}.count());
  X509_set_pubkey(made.get(), key);
  name(X509_get_subject_name(made.get()), options.common_name);
  return made;
}

void write(const CertificateFiles& files, X509* certificate, EVP_PKEY* key) {
  const File cert{std::fopen(files.cert.c_str(), "w")};
  const File secret{std::fopen(files.key.c_str(), "w")};
  require(cert != nullptr && secret != nullptr, "its files");
  require(PEM_write_X509(cert.get(), certificate) == 1, "its file");
  require(PEM_write_PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "the file of its key");
}

}  // namespace

struct Authority::Keys {
  ~Keys() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  EVP_PKEY* key = make_key().release();
  X509* certificate = nullptr;
};

Authority::Authority(const std::string& common_name) : keys_{std::make_unique<Keys>()} {
  own_ = {(folder_.path() / "ca.crt").string(), (folder_.path() / "ca.key").string()};
  keys_->certificate = make({.common_name = common_name}, keys_->key, 1).release();
  X509* const certificate = keys_->certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(certificate, keys_->key, EVP_sha256()) > 0, "its signature");
  write(own_, certificate, keys_->key);
}

Authority::~Authority() = default;

CertificateFiles Authority::issue() { return issue(CertificateOptions{}); }

CertificateFiles Authority::issue(const CertificateOptions& options) {
  const std::string stem = (folder_.path() / std::to_string(issued_)).string();
  const CertificateFiles files{stem + ".crt", stem + ".key"};
  write_new(options, files);
  return files;
}

void Authority::issue_over(const CertificateFiles& files) { write_new(CertificateOptions{}, files); }

void Authority::write_new(const CertificateOptions& options, const CertificateFiles& files) {
  const Key key = make_key();
  const Certificate made = make(options, key.get(), 2 + issued_++);
  X509_set_issuer_name(made.get(), X509_get_subject_name(keys_->certificate));
  std::string names;
  for (const auto& each : options.names) names += (names.empty() ? "" : ",") + each;
  if (!names.empty()) extend(made.get(), keys_->certificate, NID_subject_alt_name, names);
  require(X509_sign(made.get(), keys_->key, EVP_sha256()) > 0, "its signature");
  write(files, made.get(), key.get());
}

}  // namespace tributary::test
