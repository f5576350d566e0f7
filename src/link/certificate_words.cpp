#include "link/certificate_words.hpp"

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <array>
#include <cstddef>
#include <ctime>
#include <memory>

namespace tributary::detail {

namespace {

/// By RFC 2253: CN=redis.example,O=Example.
std::string text(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), &BIO_free};
  if (out == nullptr || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) <= 0) return "nobody";
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return escape_controls({data, static_cast<std::size_t>(size)});
}

std::string text(const ASN1_TIME* time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return "an unreadable time";
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday,
                     fields.tm_hour, fields.tm_min, fields.tm_sec);
}

std::string address(const ASN1_OCTET_STRING& bytes) {
  std::array<char, INET6_ADDRSTRLEN> shown{};
  const int family = ASN1_STRING_length(&bytes) == 4 ? AF_INET : AF_INET6;
  const bool is_whole = ASN1_STRING_length(&bytes) == 4 || ASN1_STRING_length(&bytes) == 16;
  if (!is_whole || inet_ntop(family, ASN1_STRING_get0_data(&bytes), shown.data(), shown.size()) == nullptr) return "?";
  return shown.data();
}

/// What it may be used as.
std::string names_of(const X509& certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free};
  std::string all;
  const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names.get());
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    std::string one;
    if (name->type == GEN_DNS) {
      one = escape_controls({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                             static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))});
    } else if (name->type == GEN_IPADD) {
      one = address(*name->d.iPAddress);
    } else {
      continue;
    }
    all += (all.empty() ? "" : ", ") + one;
  }
  return all.empty() ? "no name" : all;
}

std::string check(int error, std::string_view asked, std::string_view trusted) {
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format(
          "the server's certificate is not for {}: connect by a name that it is for, or give that as "
          "server_name",
          asked);
    case X509_V_ERR_CERT_HAS_EXPIRED: return "the server's certificate, or one behind it, has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the server's certificate, or one behind it, is not valid yet: is the clock right?";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format(
          "the server's certificate is of an authority that is not among those that are trusted, {}: "
          "name the file of its authority as ca_file",
          trusted);
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return fmt::format(
          "the server's certificate was signed by another authority than the one of that name that is trusted, {}",
          trusted);
    default: return fmt::format("the server's certificate was not accepted: {}", X509_verify_cert_error_string(error));
  }
}

}  // namespace

std::string certificate_refusal(X509_STORE_CTX* store, std::string_view asked, std::string_view trusted) {
  const std::string why = check(X509_STORE_CTX_get_error(store), asked, trusted);
  const X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) return why;
  return fmt::format("{}; it is the certificate of {} for {}, by {}, valid from {} to {}", why,
                     text(X509_get_subject_name(certificate)), names_of(*certificate),
                     text(X509_get_issuer_name(certificate)), text(X509_get0_notBefore(certificate)),
                     text(X509_get0_notAfter(certificate)));
}

}  // namespace tributary::detail
