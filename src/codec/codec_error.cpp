#include <tributary/codec/codec_error.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace tributary {

CodecError::CodecError(std::string expected, std::string actual)
    : std::runtime_error{fmt::format("expected {}, got {}", expected, actual)},
      expected_{std::move(expected)},
      actual_{std::move(actual)} {}

void throw_unexpected_reply(std::string_view expected, const ReplyView& reply) {
  throw CodecError{std::string{expected}, reply.describe()};
}

void throw_unexpected_text(std::string_view expected, std::string_view text, std::string_view why) {
  std::string actual = detail::quote(text);
  if (!why.empty()) actual.append(", ").append(why);
  throw CodecError{std::string{expected}, std::move(actual)};
}

void throw_bad_value(std::string_view expected, std::string_view actual) {
  throw std::invalid_argument{fmt::format("expected {}, got {}", expected, actual)};
}

}  // namespace tributary
