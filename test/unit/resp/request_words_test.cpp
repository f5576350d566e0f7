#include "resp/request_words.hpp"

#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using tributary::test::resp_command;
using namespace tributary::detail;

TEST_CASE("whole commands are taken off the front at every cut of the bytes") {
  const std::vector<std::string> commands{resp_command({"PING"}), resp_command({"SET", "k", ""}),
                                          resp_command({"SET", "*1\r\n$4\r\nPING\r\n", "\r\n"}),
                                          resp_command({"SET", "long", std::string(100, 'x')}),
                                          resp_command({"MSET", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"})};
  std::string bytes;
  for (const std::string& command : commands) bytes += command;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    std::size_t whole = 0;
    std::size_t end = 0;
    while (whole < commands.size() && end + commands[whole].size() <= cut) end += commands[whole++].size();
    CAPTURE(cut);
    std::string_view left = std::string_view{bytes}.substr(0, cut);
    REQUIRE(take_whole_commands(left) == whole);
    REQUIRE(left == std::string_view{bytes}.substr(end, cut - end));
  }
}

TEST_CASE("the words of a command are those that were encoded, whatever their bytes") {
  using Words = std::vector<std::string_view>;
  CHECK(words_of(resp_command({"PING"})) == Words{"PING"});
  const std::string tricky = resp_command({"SET", "*1\r\n$4\r\nPING\r\n", "", "\r\n"});
  CHECK(words_of(tricky) == Words{"SET", "*1\r\n$4\r\nPING\r\n", "", "\r\n"});
}
