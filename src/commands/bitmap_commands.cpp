#include <tributary/commands/bitmap_commands.hpp>

#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr KeyRange kKeysBehindOperation{2, -1, 1};

constexpr CommandTable kBitmapRows{
    CommandRow{"BITCOUNT", -2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"BITFIELD", -2, Access::write, Repeat::unsafe, kOneKey},
    CommandRow{"BITFIELD_RO", -2, Access::read, Repeat::safe, kOneKey},
    // The destination may be one of the sources.
    CommandRow{"BITOP", -4, Access::write, Repeat::unsafe, kKeysBehindOperation},
    CommandRow{"BITPOS", -3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"GETBIT", 3, Access::read, Repeat::safe, kOneKey},
    CommandRow{"SETBIT", 4, Access::write, Repeat::same_data, kOneKey},
};

/// BITFIELD with nothing but GET.
constexpr CommandRow kBitfieldGet = kBitmapRows["BITFIELD"].with(Repeat::safe);

void require_offset(std::string_view verb, std::int64_t offset) {
  if (offset < 0) throw std::invalid_argument{fmt::format("{}: offset must not be negative, but is {}", verb, offset)};
}

void require_operations(std::string_view verb, const Bitfield& program) {
  if (program.empty()) throw std::invalid_argument{fmt::format("{} needs at least one operation", verb)};
}

std::string_view operation_word(BitOperation operation) noexcept {
  switch (operation) {
    case BitOperation::bit_and: break;
    case BitOperation::bit_or: return "OR";
    case BitOperation::bit_xor: return "XOR";
    case BitOperation::bit_not: return "NOT";
  }
  return "AND";
}

Words bitcount_words(const BitRange& range) {
  Words words;
  const std::int64_t stop = range.stop.value_or(-1);
  if (range.start == 0 && stop == -1) return words;  // the whole string, in either unit
  words.add(range.start, stop);
  if (range.unit == BitUnit::bit) words.add("BIT");
  return words;
}

Words bitpos_words(bool bit, const BitRange& range) {
  Words words;
  if (range.unit == BitUnit::byte) {
    if (range.start != 0 || range.stop) words.add(range.start);
    if (range.stop) words.add(*range.stop);
    return words;
  }
  if (!range.stop && !bit) {
    throw std::invalid_argument{"BITPOS: a range of bits needs a stop where a 0 is looked for"};
  }
  words.add(range.start, range.stop.value_or(-1), "BIT");  // there is no 1 behind the string
  return words;
}

std::optional<std::int64_t> position_from(const ReplyView& reply) {
  const auto position = decode<std::int64_t>(reply);
  if (position == -1) return std::nullopt;
  return position;
}

}  // namespace

std::span<const CommandRow> detail::bitmap_command_rows() noexcept { return kBitmapRows.rows(); }

DeferredResult<std::int64_t> BitmapCommands::bitcount(std::string_view key, const BitRange& range) {
  return record<std::int64_t>(*this, kBitmapRows["BITCOUNT"], key, bitcount_words(range));
}

DeferredResult<std::vector<std::optional<std::int64_t>>> BitmapCommands::bitfield(std::string_view key,
                                                                                  const Bitfield& program) {
  require_operations("BITFIELD", program);
  const CommandRow& row = program.writes() ? kBitmapRows["BITFIELD"] : kBitfieldGet;
  return record<std::vector<std::optional<std::int64_t>>>(*this, row, key, Arguments{program.words()});
}

DeferredResult<std::vector<std::int64_t>> BitmapCommands::bitfield_ro(std::string_view key, const Bitfield& program) {
  require_operations("BITFIELD_RO", program);
  if (program.writes()) throw std::invalid_argument{"BITFIELD_RO only reads: its program must be of get() alone"};
  return record<std::vector<std::int64_t>>(*this, kBitmapRows["BITFIELD_RO"], key, Arguments{program.words()});
}

DeferredResult<std::int64_t> BitmapCommands::bitop(BitOperation operation, std::string_view destination,
                                                   KeyList sources) {
  require_some(sources, "BITOP", "source");
  if (operation == BitOperation::bit_not && sources.size() > 1) {
    throw std::invalid_argument{fmt::format("BITOP NOT takes one source, not {}", sources.size())};
  }
  return record<std::int64_t>(*this, kBitmapRows["BITOP"], operation_word(operation), destination, sources);
}

DeferredResult<std::optional<std::int64_t>> BitmapCommands::bitpos(std::string_view key, bool bit,
                                                                   const BitRange& range) {
  return record_with<&position_from>(*this, kBitmapRows["BITPOS"], key, bit ? 1 : 0, bitpos_words(bit, range));
}

DeferredResult<bool> BitmapCommands::getbit(std::string_view key, std::int64_t offset) {
  require_offset("GETBIT", offset);
  return record<bool>(*this, kBitmapRows["GETBIT"], key, offset);
}

DeferredResult<bool> BitmapCommands::setbit(std::string_view key, std::int64_t offset, bool bit) {
  require_offset("SETBIT", offset);
  return record<bool>(*this, kBitmapRows["SETBIT"], key, offset, bit ? 1 : 0);
}

}  // namespace tributary
