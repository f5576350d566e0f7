// Stands for certificates.cpp where there is no OpenSSL.
#include "support/certificates.hpp"

#include <stdexcept>

namespace tributary::test {

struct Authority::Keys {};

Authority::Authority(const std::string&) { throw std::logic_error{"Authority: built without TLS"}; }
Authority::~Authority() = default;
CertificateFiles Authority::issue(const CertificateOptions&) { return {}; }
CertificateFiles Authority::issue(const CertificateOptions&, const CertificateFiles& over) { return over; }

}  // namespace tributary::test
