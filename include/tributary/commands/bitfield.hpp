#pragma once

#include <tributary/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tributary {

/// An integer of so many bits, as BITFIELD reads and writes it: `BitfieldInteger::u(4)`, `BitfieldInteger::i(64)`.
class TRIBUTARY_API BitfieldInteger {
 public:
  /// Two's complement.
  ///
  /// Errors:   std::invalid_argument unless it has 1 to 64 bits
  static BitfieldInteger i(int bits);
  /// Errors:   std::invalid_argument unless it has 1 to 63 bits: Redis could not answer with a larger one
  static BitfieldInteger u(int bits);

  bool is_signed() const noexcept { return signed_; }
  int bits() const noexcept { return bits_; }

 private:
  BitfieldInteger(bool is_signed, int bits) noexcept : signed_{is_signed}, bits_{bits} {}

  bool signed_;
  int bits_;
};

/// Where an integer begins: a number of bits, or `BitfieldOffset::index(n)`, n integers of its own width, as in an
/// array.
class TRIBUTARY_API BitfieldOffset {
 public:
  /// Errors:   std::invalid_argument for a negative one
  BitfieldOffset(std::int64_t bits);  // NOLINT(google-explicit-constructor): an offset is a number of bits
  /// Errors:   std::invalid_argument for a negative one
  static BitfieldOffset index(std::int64_t index);

  std::int64_t count() const noexcept { return count_; }
  bool is_index() const noexcept { return index_; }

 private:
  std::int64_t count_;
  bool index_ = false;
};

/// What becomes of a value that does not fit its integer.
enum class BitfieldOverflow : std::uint8_t {
  wrap,  ///< its low bits are stored
  sat,   ///< the nearest value that fits is stored
  fail,  ///< nothing is changed, and the result of the operation is nothing
};

/// A program for bitfield(): operations on integers in one string, executed in one step and in order.
///
///     redis.bitfield("player", Bitfield{}.incrby(BitfieldInteger::u(16), 0, 50, BitfieldOverflow::sat)
///                                        .get(BitfieldInteger::i(8), BitfieldOffset::index(3)));
///
/// Overflow is said with each operation that writes, where Redis has a mode that lasts until the next one.
class TRIBUTARY_API Bitfield {
 public:
  /// Reads an integer; bits behind the end of the string are 0.
  Bitfield& get(BitfieldInteger type, BitfieldOffset offset);
  /// Writes an integer; its result is what was there before.
  Bitfield& set(BitfieldInteger type, BitfieldOffset offset, std::int64_t value,
                BitfieldOverflow overflow = BitfieldOverflow::wrap);
  /// Adds to an integer; its result is the new value.
  Bitfield& incrby(BitfieldInteger type, BitfieldOffset offset, std::int64_t by,
                   BitfieldOverflow overflow = BitfieldOverflow::wrap);

  /// Number of operations, and of results.
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// True when an operation is no get().
  bool writes() const noexcept { return writes_; }
  /// As it is sent: GET u8 #2 OVERFLOW SAT INCRBY i5 100 1.
  const std::vector<std::string>& words() const noexcept { return words_; }

 private:
  void add(const char* operation, BitfieldInteger type, BitfieldOffset offset);
  void add_write(const char* operation, BitfieldInteger type, BitfieldOffset offset, std::int64_t number,
                 BitfieldOverflow overflow);

  std::vector<std::string> words_;
  std::size_t size_ = 0;
  bool writes_ = false;
  BitfieldOverflow overflow_ = BitfieldOverflow::wrap;  ///< the server's mode behind the words
};

}  // namespace tributary
