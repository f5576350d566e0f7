// Where the keys of a request are, and whether they are read or written, against COMMAND GETKEYSANDFLAGS of a real
// server: for every row some requests whose words are enough for the server to find the keys.

#include "integration/emptied_client.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include "commands/rows.hpp"
#include "core/command_keys.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

using Request = std::vector<std::string>;

/// Where the server says something else about keys than the row, knowingly.
struct Difference {
  enum What : std::uint8_t {
    access,  ///< what it says of the key is not what it says of the command, and the row says that
    hidden,  ///< it routes by the word, but calls it no key
  };
  std::string_view verb;
  What what;
  std::string_view reason;
};

constexpr auto kDifferences = std::to_array<Difference>({
    {"EVAL", Difference::access, "the script decides: the command has no flag, its keys the worst ones"},
    {"EVALSHA", Difference::access, "as EVAL"},
    {"FCALL", Difference::access, "as EVAL"},
    {"PFCOUNT", Difference::access, "may write the count that it has computed into the key, which no client can see"},
    {"SPUBLISH", Difference::hidden, "a shard channel has the slot of its name"},
    {"XREADGROUP", Difference::access, "entries are only read; what is written is the state of the group"},
});

/// Words without which the server finds no keys, or other ones.
struct Syntax {
  std::string_view verb;
  std::vector<std::string> words;
};

const std::vector<Syntax>& special_syntax() {
  static const std::vector<Syntax> syntax{
      // It executes PFMERGE without sources, but finds no keys in it.
      {"PFMERGE", {"destination", "source"}},
      // A group that is called like a keyword must not be taken for it.
      {"XREADGROUP", {"GROUP", "STREAMS", "STREAMS"}},
  };
  return syntax;
}

Request words_of(std::string_view verb) {
  Request words;
  while (!verb.empty()) {
    const std::size_t end = verb.find(' ');
    words.emplace_back(verb.substr(0, end));
    verb.remove_prefix(end == std::string_view::npos ? verb.size() : end + 1);
  }
  return words;
}

/// A request with `more` words than it needs, which all differ, so that each key tells its place.
Request request_for(const detail::CommandRow& row, std::size_t more) {
  Request words = words_of(row.verb);
  for (const Syntax& syntax : special_syntax()) {
    if (syntax.verb == row.verb) words.insert(words.end(), syntax.words.begin(), syntax.words.end());
  }
  const auto fill = [&words](std::size_t size) {
    while (words.size() < size) words.push_back("w" + std::to_string(words.size()));
  };
  const std::size_t size = static_cast<std::size_t>(std::abs(row.arity)) + more;
  if (row.keys.count_at != 0) {
    const auto count_at = static_cast<std::size_t>(row.keys.count_at);
    fill(count_at);
    words.emplace_back("2");
    fill(count_at + 3);
  }
  switch (row.keys.search) {
    case detail::KeyRange::Search::none: fill(size); break;
    case detail::KeyRange::Search::after_streams:
      words.emplace_back("STREAMS");
      fill(words.size() + 2 * (more + 1));
      break;
    case detail::KeyRange::Search::after_store:
      fill(size);
      // SORT_RO has no STORE.
      if (more > 0 && row.access == detail::Access::write) words.insert(words.end(), {"STORE", "destination"});
      break;
  }
  return words;
}

std::vector<Request> requests_for(const detail::CommandRow& row) {
  std::vector<Request> requests;
  for (std::size_t more = 0; more <= (row.arity < 0 ? 3U : 0U); ++more) requests.push_back(request_for(row, more));
  return requests;
}

std::vector<std::string> our_keys(const detail::CommandRow& row, const Request& request) {
  const std::vector<std::string_view> words{request.begin(), request.end()};
  const detail::KeyPositions positions = detail::key_positions(row.keys, words);
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < positions.size(); ++i) keys.push_back(request.at(positions[i]));
  return keys;
}

/// What the server says about the keys of a request, or why it says nothing.
struct ServerKeys {
  std::vector<std::string> keys;
  bool written = false;
  std::string error;
};

constexpr auto kHasNoKeys = "ERR The command has no key arguments";

ServerKeys ask(Client& redis, const Request& request) {
  Request question{"GETKEYSANDFLAGS"};
  question.insert(question.end(), request.begin(), request.end());
  const std::vector<Argument> arguments(question.begin(), question.end());
  using Reply = std::vector<std::pair<std::string, std::set<std::string>>>;
  ServerKeys answer;
  try {
    for (const auto& [key, flags] : redis.command<Reply>("COMMAND", arguments).result()) {
      answer.keys.push_back(key);
      // RO reads; OW, RW and RM overwrite, change or remove.
      answer.written = answer.written || !flags.contains("RO");
    }
  } catch (const ServerError& error) {
    answer.error = error.info().message;
  }
  return answer;
}

const Difference* difference_of(std::string_view verb) {
  const auto found = std::find_if(kDifferences.begin(), kDifferences.end(),
                                  [&](const Difference& difference) { return difference.verb == verb; });
  return found == kDifferences.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the keys of every command are those of the server") {
  Client redis = emptied_client();
  const ServerVersion server = version_of(redis);
  std::size_t compared = 0;
  for (const detail::CommandRow* row : detail::all_command_rows()) {
    if (!server.has(row->since)) continue;  // compared by servers that have it
    const Difference* difference = difference_of(row->verb);
    const bool hidden = difference != nullptr && difference->what == Difference::hidden;
    // Of several requests, for SORT without STORE writes nothing.
    bool has_keys = false;
    bool written = false;
    for (const Request& request : requests_for(*row)) {
      INFO(server);
      CAPTURE(request);
      const std::vector<std::string> expected = our_keys(*row, request);
      if (request.size() == 1) {
        CHECK(expected.empty());  // a verb alone has no words to be keys, and the server does not let itself be asked
        continue;
      }
      const ServerKeys answer = ask(redis, request);
      ++compared;
      if (hidden || expected.empty()) {
        CHECK(expected.empty() != hidden);
        CHECK(answer.error == kHasNoKeys);
        continue;
      }
      CHECK(answer.error == "");
      CHECK(answer.keys == expected);
      has_keys = true;
      written = written || answer.written;
    }
    INFO(row->verb);
    if (!has_keys) continue;
    const auto access = written ? detail::Access::write : detail::Access::read;
    const bool differs = difference != nullptr && difference->what == Difference::access;
    CHECK((access == row->access) != differs);
  }
  CHECK(compared > 400);
}

TEST_CASE("every known difference from the server is one of a command that exists") {
  for (const Difference& difference : kDifferences) {
    INFO(difference.verb << ": " << difference.reason);
    const auto rows = detail::all_command_rows();
    CHECK(std::any_of(rows.begin(), rows.end(),
                      [&](const detail::CommandRow* row) { return row->verb == difference.verb; }));
  }
}
