#include "custom_command.hpp"

#include "support/catch.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using tributary::bench::parse_custom_command;
using tributary::bench::split_words;
using Split = std::vector<std::string>;
using Kind = tributary::bench::CustomCommand::Word::Kind;

namespace {

std::string refusal(std::string_view line) {
  try {
    static_cast<void>(parse_custom_command(line));
    return "taken";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("A command line is split as redis-cli splits it") {
  CHECK(split_words("") == Split{});
  CHECK(split_words("  SET\tkey  value ") == Split{"SET", "key", "value"});
  CHECK(split_words(R"(SET "a b" 'c "d"')") == Split{"SET", "a b", "c \"d\""});
  CHECK(split_words(R"("\x41\n\r\t\b\a\\\"\z")") == Split{"A\n\r\t\b\a\\\"z"});
  CHECK(split_words(R"('it\'s \n')") == Split{"it's \\n"});
  CHECK(split_words(R"(ECHO "")") == Split{"ECHO", ""});
  CHECK(split_words(R"("\xZZ")") == Split{"xZZ"});
}

TEST_CASE("A quote that is not closed, or that a word goes on behind, is refused") {
  for (const char* line : {"\"a", "'a", "\"a\\", "'a\\", "\"a\"b", "'a''b'", "SET \"a\"\"b\""}) {
    CAPTURE(line);
    CHECK_THROWS_AS(split_words(line), std::invalid_argument);
  }
}

TEST_CASE("Placeholders of a command are a key, a value, and a number within a word") {
  const auto command = parse_custom_command("ZADD __key__ __rand_int__ user:__rand_int__:x __data__");
  REQUIRE(command.words.size() == 5);
  CHECK(command.words[0].kind == Kind::text);
  CHECK(command.words[1].kind == Kind::key);
  CHECK(command.words[2].kind == Kind::random);
  CHECK(command.words[3].text == "user:");
  CHECK(command.words[3].behind == ":x");
  CHECK(command.words[4].kind == Kind::data);
  CHECK(command.uses(Kind::data));
  CHECK_FALSE(parse_custom_command("GET __key__").uses(Kind::data));
}

TEST_CASE("A command that a benchmark cannot send is refused with the reason") {
  CHECK(refusal("blpop __key__ 0").find("BLPOP blocks") != std::string::npos);
  CHECK(refusal("XREAD block 0 STREAMS __key__ $").find("blocks") != std::string::npos);
  CHECK(refusal("subscribe news").find("subscribes") != std::string::npos);
  CHECK(refusal("Monitor").find("subscribes") != std::string::npos);
  CHECK(refusal("CLIENT REPLY OFF").find("connection") != std::string::npos);
  CHECK(refusal("MULTI").find("atomic") != std::string::npos);
  CHECK(refusal("flushall").find("empties") != std::string::npos);
  CHECK(refusal("SCRIPT DEBUG YES").find("connection") != std::string::npos);
  CHECK(refusal("SCRIPT EXISTS abc") == "taken");
  CHECK(refusal("XREAD COUNT 1 STREAMS __key__ 0") == "taken");
}

TEST_CASE("A command without a name, or with a placeholder where it cannot be, is refused") {
  CHECK(refusal("").find("no command") != std::string::npos);
  CHECK(refusal("\"\" a").find("no command") != std::string::npos);
  CHECK(refusal("__key__ a").find("name") != std::string::npos);
  CHECK(refusal("GET a:__key__").find("word of its own") != std::string::npos);
  CHECK(refusal("GET __data__x").find("word of its own") != std::string::npos);
  CHECK(refusal("GET __rand_int____rand_int__").find("twice") != std::string::npos);
  CHECK(refusal("GET " + std::string(300, 'a') + "__rand_int__").find("200 bytes") != std::string::npos);
}
