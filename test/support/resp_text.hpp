#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// The bytes of one command as Redis expects them: an array of bulk strings.
///
/// Written independently of the library's encoder, so that tests can compare the two.
[[nodiscard]] std::string resp_command(const std::vector<std::string>& words);

/// One reply as text, and how many bytes it took.
struct PrintableReply {
  std::string text;
  std::size_t length;
};

/// Reads the first reply (RESP2) in `bytes` into a form that assertions can compare; nothing while it is incomplete.
///
/// A bulk string is its bytes, unchanged. Everything else shows its type:
/// `+OK`, `-ERR message`, `:12`, `(nil)`, `[a, :1, (nil)]`.
/// Errors: std::runtime_error when the bytes are no RESP2
[[nodiscard]] std::optional<PrintableReply> printable_reply(std::string_view bytes);

}  // namespace tributary::test
