#pragma once

#include <openssl/x509_vfy.h>

#include <string>
#include <string_view>

namespace tributary::detail {

/// Why the certificate that `store` looks at was not accepted, for whoever has to mend it: which check, for which
/// names, by whom, and valid until when.
///
/// `asked`: the name that it should have been for
/// `trusted`: where the authorities are from, such as a path
std::string certificate_refusal(X509_STORE_CTX* store, std::string_view asked, std::string_view trusted);

}  // namespace tributary::detail
