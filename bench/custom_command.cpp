#include "custom_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace tributary::bench {
namespace {

using Word = CustomCommand::Word;

constexpr std::string_view kKey = "__key__";
constexpr std::string_view kData = "__data__";
constexpr std::string_view kRandom = "__rand_int__";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

class Splitter {
 public:
  explicit Splitter(std::string_view line) : rest_{line} {}

  std::vector<std::string> words() {
    std::vector<std::string> words;
    for (;;) {
      while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
      if (rest_.empty()) return words;
      words.push_back(word());
    }
  }

 private:
  std::string word() {
    std::string word;
    while (!rest_.empty() && !is_blank(rest_.front())) {
      const char c = take();
      if (c == '"' || c == '\'') {
        quoted(c, word);
        if (!rest_.empty() && !is_blank(rest_.front())) {
          throw std::invalid_argument{"a closing quote must be followed by a blank"};
        }
      } else {
        word += c;
      }
    }
    return word;
  }

  void quoted(char quote, std::string& word) {
    while (!rest_.empty()) {
      const char c = take();
      if (c == quote) return;
      if (c == '\\' && !rest_.empty() && quote == '"') {
        word += escaped();
      } else if (c == '\\' && rest_.starts_with('\'')) {
        word += take();
      } else {
        word += c;
      }
    }
    throw std::invalid_argument{fmt::format("a quote {} is not closed", quote)};
  }

  char escaped() {
    if (rest_.size() >= 3 && rest_[0] == 'x' && hex_digit(rest_[1]) >= 0 && hex_digit(rest_[2]) >= 0) {
      const int value = hex_digit(rest_[1]) * 16 + hex_digit(rest_[2]);
      rest_.remove_prefix(3);
      return static_cast<char>(value);
    }
    switch (const char c = take()) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case 'b': return '\b';
      case 'a': return '\a';
      default: return c;
    }
  }

  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
};

struct Refusal {
  std::string_view verb;  // with one subcommand, if that is what matters
  std::string_view why;
};

constexpr std::string_view kBlocks = "blocks, so its connection would stand still";
constexpr std::string_view kSubscribes = "subscribes: messages that nobody asked for would come among the replies";
constexpr std::string_view kConnection = "changes what its connection is or expects";
constexpr std::string_view kTransaction = "is part of a transaction; the mode atomic sends batches as transactions";
constexpr std::string_view kStops = "stops, replaces or empties the server";

constexpr auto kRefused = std::to_array<Refusal>({
    {"BLPOP", kBlocks},
    {"BRPOP", kBlocks},
    {"BLMOVE", kBlocks},
    {"BLMPOP", kBlocks},
    {"BRPOPLPUSH", kBlocks},
    {"BZPOPMIN", kBlocks},
    {"BZPOPMAX", kBlocks},
    {"BZMPOP", kBlocks},
    {"WAIT", kBlocks},
    {"WAITAOF", kBlocks},
    {"SUBSCRIBE", kSubscribes},
    {"PSUBSCRIBE", kSubscribes},
    {"SSUBSCRIBE", kSubscribes},
    {"UNSUBSCRIBE", kSubscribes},
    {"PUNSUBSCRIBE", kSubscribes},
    {"SUNSUBSCRIBE", kSubscribes},
    {"MONITOR", kSubscribes},
    {"SYNC", kSubscribes},
    {"PSYNC", kSubscribes},
    {"AUTH", kConnection},
    {"HELLO", kConnection},
    {"SELECT", kConnection},
    {"RESET", kConnection},
    {"QUIT", kConnection},
    {"ASKING", kConnection},
    {"READONLY", kConnection},
    {"READWRITE", kConnection},
    {"CLIENT", kConnection},
    {"SCRIPT DEBUG", kConnection},
    {"MULTI", kTransaction},
    {"EXEC", kTransaction},
    {"DISCARD", kTransaction},
    {"WATCH", kTransaction},
    {"UNWATCH", kTransaction},
    {"SHUTDOWN", kStops},
    {"FAILOVER", kStops},
    {"REPLICAOF", kStops},
    {"SLAVEOF", kStops},
    {"FLUSHALL", kStops},
    {"FLUSHDB", kStops},
    {"SWAPDB", kStops},
    {"DEBUG", kStops},
});

std::string upper(std::string_view word) {
  std::string text{word};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void refuse_unsuitable(const std::vector<std::string>& words) {
  const std::string verb = upper(words.front());
  const std::string pair = words.size() > 1 ? verb + ' ' + upper(words[1]) : verb;
  for (const auto& [refused, why] : kRefused) {
    if (refused == verb || refused == pair) throw std::invalid_argument{fmt::format("{} {}", refused, why)};
  }
  if ((verb == "XREAD" || verb == "XREADGROUP") &&
      std::ranges::any_of(words, [](const std::string& word) { return upper(word) == "BLOCK"; })) {
    throw std::invalid_argument{fmt::format("{} BLOCK {}", verb, kBlocks)};
  }
}

Word word_of(std::string&& text) {
  if (text == kKey) return {Word::Kind::key};
  if (text == kData) return {Word::Kind::data};
  for (const std::string_view placeholder : {kKey, kData}) {
    if (text.find(placeholder) != std::string::npos) {
      throw std::invalid_argument{fmt::format(
          "{} must be a word of its own, so that the keys that were made can be deleted: '{}'", placeholder, text)};
    }
  }
  const auto at = text.find(kRandom);
  if (at == std::string::npos) return {Word::Kind::text, std::move(text)};
  Word word{Word::Kind::random, text.substr(0, at), text.substr(at + kRandom.size())};
  if (word.behind.find(kRandom) != std::string::npos) {
    throw std::invalid_argument{fmt::format("{} twice in one word: '{}'", kRandom, text)};
  }
  if (text.size() > 200) throw std::invalid_argument{fmt::format("a word with {} is at most 200 bytes long", kRandom)};
  return word;
}

}  // namespace

bool CustomCommand::uses(Word::Kind kind) const noexcept {
  return std::ranges::any_of(words, [&](const Word& word) { return word.kind == kind; });
}

std::vector<std::string> split_words(std::string_view line) { return Splitter{line}.words(); }

CustomCommand parse_custom_command(std::string_view line) {
  auto words = split_words(line);
  if (words.empty() || words.front().empty()) throw std::invalid_argument{"there is no command"};
  if (words.front().find("__") != std::string::npos) {
    throw std::invalid_argument{"the first word is the command's name, and no placeholder"};
  }
  refuse_unsuitable(words);
  CustomCommand command{.text = std::string{line}};
  for (auto& word : words) command.words.push_back(word_of(std::move(word)));
  const auto random =
      std::ranges::count_if(command.words, [](const Word& word) { return word.kind == Word::Kind::random; });
  if (random > 4) throw std::invalid_argument{fmt::format("{} in more than four words", kRandom)};
  return command;
}

}  // namespace tributary::bench
