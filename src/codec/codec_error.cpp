#include <tributary/codec/codec_error.hpp>

#include <tributary/codec/decoded.hpp>

#include "codec/codec_error_access.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <utility>

namespace tributary {

CodecError::CodecError(std::string expected, std::string actual)
    : std::runtime_error{fmt::format("expected {}, got {}", expected, actual)},
      expected_{std::move(expected)},
      actual_{std::move(actual)} {}

CodecError::CodecError(std::string_view expected, std::string_view place, std::string actual)
    : CodecError{fmt::format("{} {}", expected, place), std::move(actual)} {
  place_size_ = place.size();
}

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

namespace detail {

namespace {

/// The error that is being handled, of a part of the reply.
CodecError located(std::string_view place, const ReplyView& value) {
  try {
    throw;
  } catch (const CodecError& error) {
    return {error.expected(), place, error.actual()};
  } catch (const std::exception& error) {
    return {"a value", place, fmt::format("{}: {}", value.describe(), error.what())};
  }
}

}  // namespace

void rethrow_for_element(std::size_t index, const ReplyView& value) {
  CodecError error = located(fmt::format("in element {}", index), value);
  CodecErrorAccess::element(error) = index;
  throw error;
}

void rethrow_for_name(const ReplyView& name, const ReplyView& value) {
  const bool is_text = name.kind() == ReplyKind::bulk || name.kind() == ReplyKind::status;
  throw located(fmt::format("for {}", is_text ? quote(name.text()) : name.describe()), value);
}

void rethrow_for_field(std::string_view field, const ReplyView& value) {
  throw located(fmt::format("in field {}", quote(field)), value);
}

void rethrow_for_entry(const ReplyView& id, const ReplyView& fields) {
  throw located(fmt::format("in entry {}", id.text()), fields);
}

std::shared_ptr<const CodecError> caught_codec_error(const ReplyView& reply) {
  try {
    throw;
  } catch (const CodecError& error) {
    return std::make_shared<const CodecError>(error);
  } catch (const std::exception& error) {
    return std::make_shared<const CodecError>("a value", fmt::format("{}: {}", reply.describe(), error.what()));
  }
}

}  // namespace detail
}  // namespace tributary
