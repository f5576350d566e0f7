#include "command_line.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace {

std::string typed(std::vector<const char*> words) {
  words.insert(words.begin(), "build/release/bench/tributary-bench");
  return tributary::bench::command_line(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("A command line is kept as it was typed, without the way to the program") {
  CHECK(typed({}) == "tributary-bench");
  CHECK(typed({"--batch", "1,10", "--threshold=5%"}) == "tributary-bench --batch 1,10 --threshold=5%");
}

TEST_CASE("A command line does not tell user and password of a URI") {
  CHECK(typed({"--uri", "redis://:secret@10.0.0.5:6379/3"}) == "tributary-bench --uri redis://***@10.0.0.5:6379/3");
  CHECK(typed({"--uri=redis://joe:secret@[::1]"}) == "tributary-bench '--uri=redis://***@[::1]'");
  CHECK(typed({"--uri", "unix://:s@e/c?r@et@/run/redis.sock"}) == "tributary-bench --uri unix://***@/run/redis.sock");
  CHECK(typed({"--uri", "redis://10.0.0.5"}) == "tributary-bench --uri redis://10.0.0.5");
}

TEST_CASE("A command line can be given to a shell again") {
  CHECK(typed({"--json", "my report.json", ""}) == "tributary-bench --json 'my report.json' ''");
  CHECK(typed({"--json", "it's"}) == "tributary-bench --json 'it'\\''s'");
}
