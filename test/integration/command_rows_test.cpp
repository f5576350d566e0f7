// Every row of facts against a real server: COMMAND INFO knows the same things about every command.

#include "integration/emptied_client.hpp"
#include "integration/server_name.hpp"
#include "integration/server_version.hpp"
#include "support/catch.hpp"

#include "commands/rows.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// What COMMAND INFO says about one command.
struct ServerFacts {
  std::string name;
  std::int64_t arity = 0;
  std::set<std::string> flags;
  std::int64_t first_key = 0;
  std::int64_t last_key = 0;
  std::int64_t key_step = 0;

  bool has(const char* flag) const { return flags.contains(flag); }
};

detail::Access access_of(const ServerFacts& facts) {
  if (facts.has("write")) return detail::Access::write;
  return facts.has("readonly") ? detail::Access::read : detail::Access::none;
}

/// Commands whose number of words became another one; the rows are those of Redis 7.0.
struct NewArity {
  std::string_view verb;
  detail::Since since;
  std::int64_t arity;
};

constexpr auto kNewArities = std::to_array<NewArity>({
    {"COMMAND GETKEYS", detail::kSince72, -3},          // the command asked about may be a verb alone
    {"COMMAND GETKEYSANDFLAGS", detail::kSince72, -3},  // the same
    {"ZRANK", detail::kSince72, -3},                    // WITHSCORE
    {"ZREVRANK", detail::kSince72, -3},                 // WITHSCORE
});

std::int64_t arity_of(const detail::CommandRow& row, const ServerVersion& server) {
  for (const NewArity& change : kNewArities) {
    if (change.verb == row.verb && server.has(change.since)) return change.arity;
  }
  return row.arity;
}

/// WAIT does block in Redis 7.0 too, where it lacks the flag that 7.2 gave it.
bool blocks(const ServerFacts& facts, const ServerVersion& server) {
  return facts.has("blocking") || (facts.name == "wait" && !server.has(detail::kSince72));
}

}  // namespace

/// Later servers append elements to the six that every version has.
template <>
struct tributary::Codec<ServerFacts> {
  static ServerFacts from_reply(const ReplyView& reply) {
    if (reply.size() < 6) throw_unexpected_reply("the facts of a command", reply);
    return {decode<std::string>(reply[0]),  decode<std::int64_t>(reply[1]), decode<std::set<std::string>>(reply[2]),
            decode<std::int64_t>(reply[3]), decode<std::int64_t>(reply[4]), decode<std::int64_t>(reply[5])};
  }
};

TEST_CASE("the facts about every command are those of the server") {
  Client redis = emptied_client();
  const ServerVersion server = version_of(redis);
  for (const detail::CommandRow* row : detail::all_command_rows()) {
    INFO(row->verb << " on " << server);
    const auto reply =
        redis.command<std::vector<std::optional<ServerFacts>>>("COMMAND", "INFO", server_name(row->verb)).result();
    REQUIRE(reply.size() == 1);
    CHECK(reply.front().has_value() == server.has(row->since));
    if (!reply.front()) continue;
    const ServerFacts& facts = *reply.front();
    CHECK(facts.name == server_name(row->verb));
    CHECK(facts.arity == arity_of(*row, server));
    CHECK(std::tuple(facts.first_key, facts.last_key, facts.key_step) ==
          std::tuple(row->keys.first, row->keys.last, row->keys.step));
    CHECK(facts.has("movablekeys") == row->keys.is_movable());
    CHECK(access_of(facts) == row->access);
    CHECK(blocks(facts, server) == row->blocks);
  }
}

TEST_CASE("every command has one row") {
  std::set<std::string_view> verbs;
  for (const detail::CommandRow* row : detail::all_command_rows()) {
    INFO(row->verb);
    CHECK(verbs.insert(row->verb).second);
  }
  CHECK(verbs.size() > 100);
}

TEST_CASE("a command that only reads is safe to repeat") {
  for (const detail::CommandRow* row : detail::all_command_rows()) {
    INFO(row->verb);
    CHECK((row->access != detail::Access::read || row->repeat == detail::Repeat::safe));
  }
}
