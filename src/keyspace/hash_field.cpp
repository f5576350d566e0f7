#include <tributary/keyspace/hash_field.hpp>

#include <tributary/codec/codec_error.hpp>

#include "resp/quote.hpp"

#include <fmt/format.h>

#include <exception>

namespace tributary::detail {

void rethrow_for_field(std::string_view field, const ReplyView& value) {
  try {
    throw;
  } catch (const CodecError& error) {
    throw CodecError{fmt::format("{} in the field {}", error.expected(), quote(field)), error.actual()};
  } catch (const std::exception& error) {
    throw CodecError{fmt::format("a value of the field {} ({})", quote(field), error.what()), value.describe()};
  }
}

}  // namespace tributary::detail
