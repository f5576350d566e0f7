#include <tributary/codec/scalars.hpp>

#include "codec/read_double.hpp"
#include "resp/quote.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace tributary::detail {

namespace {

/// `a 16-bit unsigned integer`: the type by its limits, which is all that reaches the compiled code.
std::string integer_name(std::uint64_t max, bool is_signed) {
  int bits = is_signed ? 1 : 0;
  for (; max != 0; max >>= 1) ++bits;
  return fmt::format("{} {}-bit {} integer", bits == 8 ? "an" : "a", bits, is_signed ? "signed" : "unsigned");
}

[[noreturn]] void throw_out_of_range(const std::string& type, std::string_view value) {
  constexpr std::size_t kShown = 32;
  throw CodecError{type, fmt::format("{}, which is out of its range", value.size() > kShown ? quote(value) : value)};
}

/// Decimal digits with an optional minus, and nothing else.
template <class Integer>
Integer parse_integer(std::string_view text, Integer min, Integer max) {
  constexpr bool is_signed = std::is_signed_v<Integer>;
  const auto type = [max] { return integer_name(static_cast<std::uint64_t>(max), is_signed); };
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty() || error == std::errc::invalid_argument) {
    // A negative number is a number all the same: say that it is out of range, not that it is none.
    std::int64_t negative = 0;
    const auto again = std::from_chars(text.data(), text.data() + text.size(), negative);
    if (!is_signed && again.ec == std::errc{} && again.ptr == text.data() + text.size() && !text.empty()) {
      throw_out_of_range(type(), text);
    }
    throw_unexpected_text(type(), text);
  }
  if (error != std::errc{} || value < min || value > max) throw_out_of_range(type(), text);
  return value;
}

// Doubles hold every integer up to here, and not the next one.
constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

}  // namespace

std::int64_t signed_from(std::string_view text, std::int64_t min, std::int64_t max) {
  return parse_integer<std::int64_t>(text, min, max);
}

std::int64_t signed_from(const ReplyView& reply, std::int64_t min, std::int64_t max) {
  if (reply.kind() == ReplyKind::integer) {
    const std::int64_t value = reply.integer();
    if (value >= min && value <= max) return value;
    throw_out_of_range(integer_name(static_cast<std::uint64_t>(max), true), fmt::format("{}", value));
  }
  if (reply.is_text()) return signed_from(reply.text(), min, max);
  throw_unexpected_reply(integer_name(static_cast<std::uint64_t>(max), true), reply);
}

std::uint64_t unsigned_from(std::string_view text, std::uint64_t max) {
  return parse_integer<std::uint64_t>(text, 0, max);
}

std::uint64_t unsigned_from(const ReplyView& reply, std::uint64_t max) {
  if (reply.kind() == ReplyKind::integer) {
    const std::int64_t value = reply.integer();
    if (value >= 0 && static_cast<std::uint64_t>(value) <= max) return static_cast<std::uint64_t>(value);
    throw_out_of_range(integer_name(max, false), fmt::format("{}", value));
  }
  if (reply.is_text()) return unsigned_from(reply.text(), max);
  throw_unexpected_reply(integer_name(max, false), reply);
}

double double_from(std::string_view text) {
  double value = 0;
  const auto [end, error] = detail::read_double(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) throw_unexpected_text("a floating point number", text);
  return value;
}

float float_from(double value) {
  const auto narrowed = static_cast<float>(value);
  if (std::isinf(narrowed) && !std::isinf(value)) throw_out_of_range("a 32-bit float", fmt::format("{}", value));
  return narrowed;
}

double double_from(const ReplyView& reply) {
  if (reply.is_text()) return double_from(reply.text());
  if (reply.kind() == ReplyKind::integer && reply.integer() <= kExactInDouble && reply.integer() >= -kExactInDouble) {
    return static_cast<double>(reply.integer());
  }
  throw_unexpected_reply("a floating point number", reply);
}

bool bool_from(std::string_view text) {
  if (text == "1" || text == "true") return true;
  if (text.empty() || text == "0" || text == "false") return false;
  throw_unexpected_text("a boolean", text);
}

bool bool_from(const ReplyView& reply) {
  if (reply.kind() == ReplyKind::integer && (reply.integer() == 0 || reply.integer() == 1)) return reply.integer() == 1;
  if (reply.kind() == ReplyKind::bulk) return bool_from(reply.text());
  throw_unexpected_reply("a boolean", reply);
}

}  // namespace tributary::detail
