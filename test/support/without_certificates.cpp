// Stands for certificates.cpp where there is no OpenSSL.
#include "support/certificates.hpp"

#include <stdexcept>

namespace tributary::test {

struct Authority::Keys {};

Authority::Authority(const std::string&) { throw std::logic_error{"Authority: built without TLS"}; }
Authority::~Authority() = default;
CertificateFiles Authority::issue() { return {}; }
CertificateFiles Authority::issue(const CertificateOptions&) { return {}; }
void Authority::issue_over(const CertificateFiles&) {}

}  // namespace tributary::test
