// Stands for openssl_*.cpp where the library is built without TLS.
#include "link/tls.hpp"

#include <stdexcept>

namespace tributary::detail {

std::shared_ptr<TlsContext> TlsContext::make(const TlsOptions&) {
  throw std::invalid_argument{
      "ClientOptions::tls is set (rediss://), and this tributary was built without TLS: build it with OpenSSL 3 "
      "(libssl-dev), and TRIBUTARY_TLS=ON to be told when that is missing"};
}

}  // namespace tributary::detail
