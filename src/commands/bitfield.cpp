#include <tributary/commands/bitfield.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace tributary {

namespace {

int require_bits(int bits, int most, char sign) {
  if (bits >= 1 && bits <= most) return bits;
  throw std::invalid_argument{fmt::format("a BitfieldInteger::{}() has 1 to {} bits, not {}", sign, most, bits)};
}

std::int64_t require_not_negative(std::int64_t offset) {
  if (offset >= 0) return offset;
  throw std::invalid_argument{fmt::format("a BitfieldOffset cannot be {}", offset)};
}

std::string_view overflow_word(BitfieldOverflow overflow) noexcept {
  switch (overflow) {
    case BitfieldOverflow::wrap: break;
    case BitfieldOverflow::sat: return "SAT";
    case BitfieldOverflow::fail: return "FAIL";
  }
  return "WRAP";
}

}  // namespace

BitfieldInteger BitfieldInteger::i(int bits) { return {true, require_bits(bits, 64, 'i')}; }

BitfieldInteger BitfieldInteger::u(int bits) { return {false, require_bits(bits, 63, 'u')}; }

BitfieldOffset::BitfieldOffset(std::int64_t bits) : count_{require_not_negative(bits)} {}

BitfieldOffset BitfieldOffset::index(std::int64_t index) {
  BitfieldOffset offset{index};
  offset.index_ = true;
  return offset;
}

Bitfield& Bitfield::get(BitfieldInteger type, BitfieldOffset offset) {
  add("GET", type, offset);
  return *this;
}

Bitfield& Bitfield::set(BitfieldInteger type, BitfieldOffset offset, std::int64_t value, BitfieldOverflow overflow) {
  add_write("SET", type, offset, value, overflow);
  return *this;
}

Bitfield& Bitfield::incrby(BitfieldInteger type, BitfieldOffset offset, std::int64_t by, BitfieldOverflow overflow) {
  add_write("INCRBY", type, offset, by, overflow);
  return *this;
}

void Bitfield::add(const char* operation, BitfieldInteger type, BitfieldOffset offset) {
  words_.emplace_back(operation);
  words_.push_back(fmt::format("{}{}", type.is_signed() ? 'i' : 'u', type.bits()));
  words_.push_back(fmt::format("{}{}", offset.is_index() ? "#" : "", offset.count()));
  ++size_;
}

void Bitfield::add_write(const char* operation, BitfieldInteger type, BitfieldOffset offset, std::int64_t number,
                         BitfieldOverflow overflow) {
  if (overflow != overflow_) {
    words_.emplace_back("OVERFLOW");
    words_.emplace_back(overflow_word(overflow));
    overflow_ = overflow;
  }
  add(operation, type, offset);
  words_.push_back(fmt::format("{}", number));
  writes_ = true;
}

}  // namespace tributary
