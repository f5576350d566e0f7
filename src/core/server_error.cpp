#include "core/server_error.hpp"

#include "resp/quote.hpp"

namespace tributary::detail {

ErrorInfo server_error(std::string_view text) {
  ErrorInfo info;
  info.kind = ErrorKind::server;
  info.message = escape_controls(text);
  info.code = info.message.substr(0, info.message.find(' '));
  return info;
}

}  // namespace tributary::detail
