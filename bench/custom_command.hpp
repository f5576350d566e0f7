#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

/// A command that the user gave: its words, of which some are placeholders.
struct CustomCommand {
  struct Word {
    enum class Kind { text, key, data, random } kind = Kind::text;
    std::string text{};    ///< of a random one: what stands before it
    std::string behind{};  ///< of a random one
  };

  std::string text{};  ///< as it was given; empty: none
  std::vector<Word> words{};

  [[nodiscard]] bool uses(Word::Kind kind) const noexcept;
};

/// Splits as redis-cli does: blanks part words, "..." with the escapes \n \r \t \b \a \xhh \\ \" and '...' with \'
/// keep them together.
///
/// Errors: std::invalid_argument for a quote that is not closed, or that a word goes on behind
[[nodiscard]] std::vector<std::string> split_words(std::string_view line);

/// Reads `SET __key__ __data__`: __key__ and __data__ are words of their own, __rand_int__ may be part of one.
///
/// Errors: std::invalid_argument, also for a command that a benchmark cannot send: one that blocks, subscribes, changes
///         its connection, has no reply or an endless one, or empties or stops the server
[[nodiscard]] CustomCommand parse_custom_command(std::string_view line);

}  // namespace tributary::bench
