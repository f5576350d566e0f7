// Types that wrap others, inside of containers, pairs and optionals, and as lists of arguments.
#include <tributary/codec/json.hpp>
#include <tributary/codec/message_pack.hpp>
#include <tributary/codec/uuid.hpp>
#include <tributary/tributary.hpp>

#include "document_types.hpp"
#include "encoded.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <boost/uuid/uuid.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::decoded;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

enum class Paint { red, green };

using Numbers = std::vector<int>;

}  // namespace

template <>
inline constexpr auto tributary::enum_names<Paint> =
    std::to_array<tributary::EnumName<Paint>>({{Paint::red, "red"}, {Paint::green, "green"}});

TEST_CASE("wrapped values are read inside of containers, pairs and optionals") {
  CHECK(decoded<std::vector<StringList>>("*2\r\n$3\r\na,b\r\n$0\r\n\r\n") == std::vector<StringList>{{"a", "b"}, {}});
  CHECK(decoded<std::vector<std::optional<Json<Numbers>>>>("*2\r\n$3\r\n[1]\r\n$-1\r\n") ==
        std::vector<std::optional<Json<Numbers>>>{Numbers{1}, std::nullopt});
  CHECK(decoded<std::map<Ascii, Paint>>("*2\r\n$1\r\na\r\n$5\r\ngreen\r\n") ==
        std::map<Ascii, Paint>{{"a", Paint::green}});
  CHECK(decoded<std::pair<Utf8, MessagePack<int>>>("*2\r\n$1\r\na\r\n$1\r\n\x07\r\n") ==
        std::pair<Utf8, MessagePack<int>>{"a", 7});
  CHECK(decoded<std::optional<Utf8>>("$-1\r\n") == std::nullopt);
  CHECK(decoded<std::vector<std::optional<boost::uuids::uuid>>>("*1\r\n$-1\r\n").size() == 1);
  CHECK(decoded<std::vector<nlohmann::json>>("*1\r\n$1\r\n7\r\n") == std::vector<nlohmann::json>{7});
}

TEST_CASE("wrapped values are arguments, alone, in lists and in pairs") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.set("k", StringList{"a", "b,c"});
  pipe.set("k", Json{Numbers{1, 2}});
  pipe.rpush("k", {Paint::red, Paint::green});
  pipe.rpush("k", {Argument{Utf8{"t"}}, Json{Numbers{3}}, StringList{"x", ""}, MessagePack{7}});
  pipe.rpush("k", std::vector<Json<Numbers>>{{Numbers{1}}, {Numbers{}}});
  pipe.sadd("k", StringList{"a", "b"});
  pipe.hset("k", std::map<Ascii, StringList>{{"f", {"a", "b"}}});
  pipe.hset("k", {{"json", Json{Numbers{}}}, {Paint::red, std::chrono::sys_seconds{std::chrono::seconds{5}}}});
  pipe.execute(Errors::in_results);
  CHECK(client.sent() ==
        resp_command({"SET", "k", "a,b\\,c"}) + resp_command({"SET", "k", "[1,2]"}) +
            resp_command({"RPUSH", "k", "red", "green"}) + resp_command({"RPUSH", "k", "t", "[3]", "x,,", "\x07"}) +
            resp_command({"RPUSH", "k", "[1]", "[]"}) + resp_command({"SADD", "k", "a,b"}) +
            resp_command({"HSET", "k", "f", "a,b"}) + resp_command({"HSET", "k", "json", "[]", "red", "5"}));
}

TEST_CASE("a bad value in a list refuses the whole command, and nothing else") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("before");
  CHECK_THROWS_AS(pipe.rpush("k", std::vector<Utf8>{"good", "\xFF"}), std::invalid_argument);
  CHECK_THROWS_AS(pipe.hset("k", {{"a", 1}, {"b", Json{"\xFF"}}}), std::invalid_argument);
  CHECK_THROWS_AS(pipe.set("k", static_cast<Paint>(9)), std::invalid_argument);
  pipe.incr("after");
  CHECK(pipe.size() == 2);
  client.reply(":1\r\n:1\r\n");
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == resp_command({"INCR", "before"}) + resp_command({"INCR", "after"}));
}

TEST_CASE("an optional is a result only: a nil cannot be sent") {
  STATIC_REQUIRE_FALSE(Encodable<std::optional<int>>);
  STATIC_REQUIRE_FALSE(Encodable<std::optional<Utf8>>);
  STATIC_REQUIRE(Decodable<std::optional<Json<Numbers>>>);
}
