#pragma once

#include <tributary/commands/bit_range.hpp>
#include <tributary/commands/bitfield.hpp>
#include <tributary/commands/command_group.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tributary {

/// How bitop() combines strings, bit by bit.
enum class BitOperation : std::uint8_t {
  bit_and,
  bit_or,
  bit_xor,
  bit_not,  ///< of one string only
};

/// Strings as arrays of bits, and of small integers. Bit 0 is the highest one of the first byte.
///
/// A string ends behind its last byte; what is behind it, or of a key that does not exist, is 0. A key that holds no
/// string makes WRONGTYPE. A negative offset is refused with std::invalid_argument; one of 2^32 or more makes ERR,
/// unless the server's proto-max-bulk-len was raised above 512 MiB.
class TRIBUTARY_API BitmapCommands : public detail::CommandGroup<BitmapCommands> {
 public:
  /// Counts the bits that are 1: `bitcount("k", {.start = 0, .stop = 99, .unit = BitUnit::bit})`.
  ///
  /// Sends:    BITCOUNT key [start stop [BIT]]
  /// Reply:    integer -> std::int64_t
  /// Cost:     O(N) for N bytes of the range
  /// Source:   redis.io/commands/bitcount, since 2.6.0
  DeferredResult<std::int64_t> bitcount(std::string_view key, const BitRange& range = {});

  /// Reads and writes integers of any width, anywhere in a string: see Bitfield.
  ///
  /// Sends:    BITFIELD key operation...
  /// Reply:    array of integers -> std::vector<std::optional<std::int64_t>>, one for each operation; std::nullopt
  ///           where BitfieldOverflow::fail kept everything as it was
  /// Errors:   std::invalid_argument for an empty program
  /// Cost:     O(1) for each operation
  /// Source:   redis.io/commands/bitfield, since 3.2.0
  DeferredResult<std::vector<std::optional<std::int64_t>>> bitfield(std::string_view key, const Bitfield& program);

  /// Reads integers, also from a replica.
  ///
  /// Sends:    BITFIELD_RO key (GET type offset)...
  /// Reply:    array of integers -> std::vector<std::int64_t>, one for each operation
  /// Errors:   std::invalid_argument for an empty program, and one that writes
  /// Cost:     O(1) for each operation
  /// Source:   redis.io/commands/bitfield_ro, since 6.0.0
  DeferredResult<std::vector<std::int64_t>> bitfield_ro(std::string_view key, const Bitfield& program);

  /// Replaces whatever `destination` holds by a combination of strings. Shorter ones are filled up with zeros; a
  /// combination of nothing removes the destination.
  ///
  /// Sends:    BITOP AND|OR|XOR|NOT destination source...
  /// Reply:    integer -> std::int64_t, the length of the result in bytes: that of the longest source
  /// Errors:   std::invalid_argument for an empty list, and for bit_not of more than one source
  /// Cost:     O(N) for N bytes of all sources
  /// Source:   redis.io/commands/bitop, since 2.6.0
  DeferredResult<std::int64_t> bitop(BitOperation operation, std::string_view destination, KeyList sources);

  /// Finds the first bit that is 1, or that is 0.
  ///
  /// Sends:    BITPOS key 0|1 [start [stop [BIT]]]
  /// Reply:    integer -> std::int64_t, the bit's offset in the string; -1 -> std::nullopt when the range has none. A 0
  ///           is found behind the string, when the range has no `stop` and begins in the string
  /// Errors:   std::invalid_argument for a range of bits without `stop`, where a 0 is looked for: Redis has none
  /// Cost:     O(N) for N bytes up to the bit
  /// Source:   redis.io/commands/bitpos, since 2.8.7
  DeferredResult<std::optional<std::int64_t>> bitpos(std::string_view key, bool bit, const BitRange& range = {});

  /// Reads one bit.
  ///
  /// Sends:    GETBIT key offset
  /// Reply:    integer 0 or 1 -> bool
  /// Cost:     O(1)
  /// Source:   redis.io/commands/getbit, since 2.2.0
  DeferredResult<bool> getbit(std::string_view key, std::int64_t offset);

  /// Writes one bit. The string grows as needed.
  ///
  /// Sends:    SETBIT key offset 0|1
  /// Reply:    integer 0 or 1 -> bool, the bit that was there before
  /// Cost:     O(1), but O(N) for N bytes by which the string grows
  /// Source:   redis.io/commands/setbit, since 2.2.0
  DeferredResult<bool> setbit(std::string_view key, std::int64_t offset, bool bit);
};

}  // namespace tributary
