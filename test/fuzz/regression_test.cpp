// The fuzz target without a fuzzer: the corpus, and random inputs for a moment. Repeat a failure with its seed:
//
//   TRIBUTARY_TEST_SEED=<seed> fuzz_regression
#include "reply_reader.hpp"

#include "support/catch.hpp"
#include "support/seed.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>

using tributary::detail::reads_resp3;
using tributary::test::check_reply_reader;
using tributary::test::Reading;

namespace {

/// Writes random replies, of RESP3 too where it is read, and what they read as.
class ReplyWriter {
 public:
  explicit ReplyWriter(std::mt19937& random) noexcept : random_{random} {}

  std::string bytes;

  /// Appends one reply within kFuzzLimits; returns its text.
  std::string write(std::size_t depth = 1) {
    if (reads_resp3() && random_() % 2 == 0) return write_resp3(depth);
    switch (random_() % (depth < 4 ? 7 : 5)) {
      case 0: return line('+', word());
      case 1: return line('-', word());
      case 2: return line(':', std::to_string(static_cast<std::int64_t>(random_()) - 2'000'000'000));
      case 3: bytes += random_() % 2 == 0 ? "$-1\r\n" : "*-1\r\n"; return "(nil)";
      case 4: return bulk();
      default: return array(depth);
    }
  }

 private:
  std::string write_resp3(std::size_t depth) {
    switch (random_() % (depth < 4 ? 8 : 5)) {
      case 0: bytes += "_\r\n"; return "(nil)";
      case 1: return random_() % 2 == 0 ? line('#', "t", ":1") : line('#', "f", ":0");
      case 2: return line(',', "-0.25", "-0.25");
      case 3: return line('(', "-98765432109876543210", "-98765432109876543210");
      case 4: {
        const std::string text = word();
        bytes.append("=").append(std::to_string(text.size() + 4)).append("\r\ntxt:").append(text).append("\r\n");
        return text;
      }
      case 5: {
        // One pair at most, as an attribute, too, counts until it is complete.
        const bool is_empty = random_() % 2 == 0;
        bytes += is_empty ? "|0\r\n" : "|1\r\n";
        if (!is_empty) line('+', "k", ""), line('+', "v", "");
        return depth == 1 && random_() % 2 == 0 ? "push " + array(depth, '>') : write(depth);
      }
      case 6: return array(depth, '~');
      default: return map(depth);
    }
  }
  std::string map(std::size_t depth) {
    if (depth > 2 || random_() % 2 == 0) {
      bytes += "%0\r\n";
      return "[]";
    }
    bytes += "%1\r\n";
    const std::string key = line('+', word());
    return "[" + key + ", " + write(depth + 1) + "]";
  }
  std::string line(char sigil, const std::string& text, std::string_view meaning) {
    line(sigil, text);
    return std::string{meaning};
  }
  std::string line(char sigil, const std::string& text) {
    bytes.append(1, sigil).append(text).append("\r\n");
    return sigil + text;
  }
  std::string word() { return std::string(random_() % 10, static_cast<char>('a' + random_() % 26)); }
  std::string bulk() {
    std::string text(random_() % 20, '\0');
    for (char& c : text) c = static_cast<char>(random_());
    bytes.append("$").append(std::to_string(text.size())).append("\r\n").append(text).append("\r\n");
    return text;
  }
  std::string array(std::size_t depth, char sigil = '*') {
    const std::size_t elements = random_() % 3;  // at most 1 + 2 + 4 + 8 nodes
    bytes.append(1, sigil).append(std::to_string(elements)).append("\r\n");
    std::string text = "[";
    for (std::size_t i = 0; i < elements; ++i) text.append(i == 0 ? "" : ", ").append(write(depth + 1));
    return text + "]";
  }

  std::mt19937& random_;
};

/// Changes, drops, repeats or adds a few bytes.
void mutate(std::string& bytes, std::mt19937& random) {
  constexpr std::string_view kTelling = "+-:$*_#,(=%~>|\r\n0129";
  for (auto changes = 1 + random() % 4; changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = random() % bytes.size();
    const char telling = kTelling[random() % kTelling.size()];
    switch (random() % 4) {
      case 0: bytes[at] = telling; break;
      case 1: bytes.erase(at, 1 + random() % 3); break;
      case 2: bytes.insert(at, 1, telling); break;
      default: bytes.insert(at, bytes.substr(random() % bytes.size(), 1 + random() % 8)); break;
    }
  }
}

/// Calls `round(random)` for about a second, at least once.
template <class F>
void for_a_moment(F&& round) {
  const auto seed = tributary::test::random_seed();
  CAPTURE(seed);
  std::mt19937 random{seed};
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{1};
  do round(random);
  while (std::chrono::steady_clock::now() < end);
}

}  // namespace

TEST_CASE("random replies are read as they were written") {
  for_a_moment([](std::mt19937& random) {
    ReplyWriter writer{random};
    Reading expected;
    for (auto replies = 1 + random() % 8; replies > 0; --replies) expected.replies.push_back(writer.write());
    CAPTURE(writer.bytes);
    REQUIRE(check_reply_reader(writer.bytes) == expected);
  });
}

TEST_CASE("replies with a few wrong bytes are read in the same way however they are cut") {
  for_a_moment([](std::mt19937& random) {
    ReplyWriter writer{random};
    for (auto replies = 1 + random() % 4; replies > 0; --replies) writer.write();
    mutate(writer.bytes, random);
    CAPTURE(writer.bytes);
    REQUIRE_NOTHROW(check_reply_reader(writer.bytes));
  });
}

TEST_CASE("random bytes are read in the same way however they are cut") {
  for_a_moment([](std::mt19937& random) {
    constexpr std::string_view kAlphabet = "+-:$*_#,(=%~>|\r\n\r\n\r\n0123at";
    std::string bytes(1 + random() % 60, '\0');
    for (char& c : bytes) c = kAlphabet[random() % kAlphabet.size()];
    CAPTURE(bytes);
    REQUIRE_NOTHROW(check_reply_reader(bytes));
  });
}

TEST_CASE("the corpus is read in the same way however it is cut") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{TRIBUTARY_FUZZ_CORPUS "/reply_reader"}) {
    std::ifstream file{entry.path(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    CAPTURE(entry.path());
    CHECK_NOTHROW(check_reply_reader(bytes));
    ++files;
  }
  CHECK(files >= 5);
}
