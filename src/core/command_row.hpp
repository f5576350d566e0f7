#pragma once

#include "core/since.hpp"
#include "resp/request_encoder.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tributary::detail {

enum class Access : std::uint8_t { none, read, write };

/// What a second execution would do, right after a first one whose reply got lost. Only what is `safe` may ever be
/// repeated by the library itself. A row speaks of the worst that options and arguments can make of its command, unless
/// they choose a row of their own (see CommandRow::with). A time to live that begins anew counts as the same data.
enum class Repeat : std::uint8_t {
  /// It leaves the same data and gives the same reply; whatever only reads.
  safe,
  /// It leaves the same data, but its reply may speak of what the first one did: DEL, SETNX, SADD, GETDEL.
  same_data,
  /// It changes the data once more (INCR, LPUSH, a destination among the sources), or it reaches beyond what it names,
  /// to what others have done since (FLUSHALL, SLOWLOG RESET, XTRIM, XGROUP SETID).
  unsafe,
};

/// Where the keys are among the words of a command, counted from the verb as Redis does (`COMMAND INFO`): a subcommand
/// is word 1, so the first key of OBJECT ENCODING is word 2. `first` 0: no key at a fixed place. `last` counts from the
/// end when negative.
struct KeyRange {
  int first = 0;
  int last = 0;
  int step = 0;
  /// The word that says how many keys follow it; 0: there is none.
  int count_at = 0;
  /// Keys that are found by reading the other words.
  enum class Search : std::uint8_t {
    none,
    after_streams,  ///< the first half of what follows STREAMS
    after_store,    ///< the word after STORE, when it is there
  } search = Search::none;

  /// Redis calls it `movablekeys`.
  constexpr bool is_movable() const noexcept { return count_at != 0 || search != Search::none; }
};

/// Which words a reply is about, so that the error of one that cannot be decoded names them.
enum class About : std::uint8_t {
  all_of_it,      ///< no word in particular
  field,          ///< the field that follows the key: HGET
  fields,         ///< each element one of the fields that follow the key: HMGET
  listed_fields,  ///< each element one of the fields that stand behind FIELDS and their number: HTTL
  keys,           ///< each element one of the keys: MGET
};

inline constexpr KeyRange kNoKey{};
inline constexpr KeyRange kOneKey{1, 1, 1};
inline constexpr KeyRange kTwoKeys{1, 2, 1};
inline constexpr KeyRange kAllKeys{1, -1, 1};
inline constexpr KeyRange kSubcommandKey{2, 2, 1};
inline constexpr KeyRange kCountedKeys{0, 0, 0, 1};
/// A word, the number of keys, and they: a script, a function or a timeout stands first.
inline constexpr KeyRange kCountedAfterFirst{0, 0, 0, 2};

/// The facts of one command, written once beside its body. The encoder, error messages, and later retries and routing
/// read them; the conformance test compares them with a real server.
struct CommandRow {
  std::string_view verb;  ///< as Redis spells it; a subcommand after a space
  Access access;
  Repeat repeat;
  KeyRange keys;
  int arity;  ///< as Redis counts: the verb included, negative for "at least"
  bool blocks;
  About about = About::all_of_it;
  Since since;
  CommandPrefix prefix;

  consteval CommandRow(std::string_view name, int redis_arity, Access what, Repeat twice, KeyRange where,
                       bool waits = false, Since first = kSince70)
      : verb{name},
        access{what},
        repeat{twice},
        keys{where},
        arity{redis_arity},
        blocks{waits},
        since{first},
        prefix{name} {}
  /// A command that younger servers only have; see Since.
  consteval CommandRow(std::string_view name, int redis_arity, Access what, Repeat twice, KeyRange where, Since first)
      : CommandRow{name, redis_arity, what, twice, where, false, first} {}

  /// The row of a form that differs in one fact:
  /// `constexpr CommandRow kZaddIncr = kSortedSetRows["ZADD"].with(Repeat::unsafe);`.
  consteval CommandRow with(Repeat twice) const {
    CommandRow row = *this;
    row.repeat = twice;
    return row;
  }
  consteval CommandRow with(Since first) const {
    CommandRow row = *this;
    row.since = first;
    return row;
  }
  consteval CommandRow with(About what) const {
    CommandRow row = *this;
    row.about = what;
    return row;
  }
  consteval CommandRow with_arity(int redis_arity) const {
    CommandRow row = *this;
    row.arity = redis_arity;
    return row;
  }
};

}  // namespace tributary::detail
