#include <tributary/codec/exact.hpp>

#include <fmt/format.h>

namespace tributary::detail {

namespace {

template <class Value>
[[noreturn]] void throw_no_integer(int bits, bool is_signed, Value value) {
  throw_bad_value(fmt::format("{} {}-bit {} integer", bits == 8 ? "an" : "a", bits, is_signed ? "signed" : "unsigned"),
                  fmt::format("{}", value));
}

template <class Value>
[[noreturn]] void throw_no_real(int bits, Value value) {
  throw_bad_value(fmt::format("a {}-bit floating-point number", bits), fmt::format("{}", value));
}

}  // namespace

void throw_does_not_fit(int bits, bool is_signed, std::int64_t value) { throw_no_integer(bits, is_signed, value); }

void throw_does_not_fit(int bits, bool is_signed, std::uint64_t value) { throw_no_integer(bits, is_signed, value); }

void throw_does_not_fit(int bits, double value) { throw_no_real(bits, value); }

void throw_does_not_fit(int bits, long double value) { throw_no_real(bits, value); }

void throw_no_double(int bits, std::int64_t value) { throw_no_real(bits, value); }

void throw_no_double(int bits, std::uint64_t value) { throw_no_real(bits, value); }

}  // namespace tributary::detail
