// Promises 6, 7, 9 and 12: what a context records, where it goes, and in which order.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

/// INCRs of the letters, as bytes on the wire: order_of("ab") is what incr("a"), incr("b") send.
std::string incrs(std::string_view letters) {
  std::string bytes;
  for (const char letter : letters) bytes += resp_command({"INCR", std::string{letter}});
  return bytes;
}

/// Executes, answers each INCR with its place in the batch, and returns the letters in the order of the wire.
std::string execute(ScriptedClient& client, PipelineContext& root) {
  const std::size_t count = root.size();
  for (std::size_t i = 0; i < count; ++i) client.reply(":" + std::to_string(i) + "\r\n");
  const std::size_t before = client.sent().size();
  root.execute();
  std::string letters;
  const std::string sent = client.sent().substr(before);
  for (std::size_t at = sent.find("$1\r\n"); at != std::string::npos; at = sent.find("$1\r\n", at + 1)) {
    letters += sent[at + 4];
  }
  CHECK(sent == incrs(letters));
  CHECK(letters.size() == count);
  return letters;
}

/// A reusable function: neither knows nor cares whether it is nested.
DeferredResult<std::int64_t> hit(Commands& redis, std::string_view key) {
  PipelineContext pipe{redis};
  auto total = pipe.incr(key);
  pipe.execute();
  return total;
}

}  // namespace

TEST_CASE("promise 6: recording and dropping send nothing") {
  ScriptedClient client;
  {
    PipelineContext pipe{client};
    pipe.incr("a");
    PipelineContext child{pipe};
    child.incr("b");
    child.execute();
  }
  CHECK(client.script().runs.empty());
  CHECK(client.sent().empty());
}

TEST_CASE("promise 6: executing an empty context takes no connection") {
  ScriptedClient client;
  PipelineContext pipe{client};
  CHECK(pipe.execute() == 0);
  CHECK(client.script().runs.empty());
}

TEST_CASE("promise 12: commands go in the order of recording, in one run") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto a = pipe.incr("a");
  const auto b = pipe.incr("b");
  const auto c = pipe.incr("c");
  CHECK(pipe.size() == 3);
  CHECK(execute(client, pipe) == "abc");
  CHECK(client.script().runs == std::vector<std::size_t>{1});
  CHECK(*a == 0);
  CHECK(*b == 1);
  CHECK(*c == 2);
}

TEST_CASE("promise 12: results find their replies over many slabs") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<DeferredResult<std::int64_t>> results;
  std::string replies;
  for (int i = 0; i < 1000; ++i) {
    results.push_back(pipe.incr("k"));
    client.reply(":" + std::to_string(i) + "\r\n");
  }
  pipe.execute();
  for (int i = 0; i < 1000; ++i) REQUIRE(*results[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("promise 7: a child's commands come where it executes, behind what the parent has") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto a = pipe.incr("a");
  std::optional<DeferredResult<std::int64_t>> b;
  {
    PipelineContext child{pipe};
    b = child.incr("b");
    CHECK(child.execute() == 0);
    CHECK(child.empty());
  }
  const auto c = pipe.incr("c");
  CHECK(pipe.size() == 3);
  CHECK_FALSE(b->ready());
  CHECK(execute(client, pipe) == "abc");
  CHECK(*a == 0);
  CHECK(**b == 1);
  CHECK(*c == 2);
}

TEST_CASE("promise 7: a child that executes late comes last, whenever it recorded") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  PipelineContext child{pipe};
  const auto c = child.incr("c");
  const auto b = pipe.incr("b");
  child.execute();
  CHECK(execute(client, pipe) == "abc");
  CHECK(*b == 1);
  CHECK(*c == 2);
}

TEST_CASE("promise 7: siblings come in the order in which they execute") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext first{pipe};
  PipelineContext second{pipe};
  const auto c = first.incr("c");
  const auto a = second.incr("a");
  const auto d = first.incr("d");
  const auto b = second.incr("b");
  second.execute();
  first.execute();
  CHECK(execute(client, pipe) == "abcd");
  CHECK(*a == 0);
  CHECK(*b == 1);
  CHECK(*c == 2);
  CHECK(*d == 3);
}

TEST_CASE("promise 7: three levels hand up in the order of their execution") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  PipelineContext middle{pipe};
  middle.incr("c");
  PipelineContext leaf{middle};
  const auto d = leaf.incr("d");
  pipe.incr("b");
  leaf.execute();
  middle.incr("e");
  middle.execute();
  pipe.incr("f");
  CHECK(execute(client, pipe) == "abcdef");
  CHECK(*d == 3);
}

TEST_CASE("promise 7: a leaf that executed in a middle that never does is discarded with it") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  std::optional<DeferredResult<std::int64_t>> lost;
  {
    PipelineContext middle{pipe};
    PipelineContext leaf{middle};
    lost = leaf.incr("x");
    leaf.execute();
  }
  pipe.incr("b");
  CHECK(execute(client, pipe) == "ab");
  CHECK_THROWS_AS(lost->result(), Discarded);
}

TEST_CASE("promise 7: a nested context left by an exception leaves its parent as it was") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto a = pipe.incr("a");
  std::optional<DeferredResult<std::int64_t>> lost;
  bool called = false;
  const auto nested = [&](PipelineContext& child) {
    lost = child.incr("x");
    child.on_execute([&] { called = true; });
    throw std::runtime_error{"left"};
  };
  CHECK_THROWS_WITH(pipelined(pipe, nested), "left");
  CHECK(pipe.size() == 1);
  const auto b = pipe.incr("b");
  CHECK(execute(client, pipe) == "ab");
  CHECK(*a == 0);
  CHECK(*b == 1);
  CHECK_FALSE(called);
  CHECK_THROWS_AS(lost->result(), Discarded);
  CHECK(lost->error()->command == "INCR");
}

TEST_CASE("promise 7: a nested context that is never executed reads as discarded") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::optional<DeferredResult<std::int64_t>> lost;
  {
    PipelineContext child{pipe};
    lost = child.incr("x");
  }
  CHECK_THROWS_AS(lost->result(), Discarded);
  CHECK(pipe.empty());
}

TEST_CASE("promise 7: every level of a tree may be left by an exception") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  const int thrower = GENERATE(1, 2, 3);
  const auto leave_at = [thrower](int level) {
    if (level == thrower) throw std::runtime_error{"left"};
  };
  try {
    pipelined(pipe, [&](PipelineContext& one) {
      one.incr("b");
      pipelined(one, [&](PipelineContext& two) {
        two.incr("c");
        pipelined(two, [&](PipelineContext& three) {
          three.incr("d");
          leave_at(3);
        });
        leave_at(2);
      });
      leave_at(1);
    });
  } catch (const std::runtime_error&) {
  }
  CHECK(execute(client, pipe) == "a");
}

TEST_CASE("promise 7: a middle that catches what its leaf throws keeps what it has itself") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipelined(pipe, [&](PipelineContext& middle) {
    middle.incr("a");
    CHECK_THROWS(pipelined(middle, [](PipelineContext& leaf) {
      leaf.incr("x");
      throw std::runtime_error{"left"};
    }));
    middle.incr("b");
  });
  CHECK(execute(client, pipe) == "ab");
}

TEST_CASE("promise 7: a reusable function is the same alone and nested") {
  ScriptedClient client;
  client.reply(":41\r\n");
  CHECK(*hit(client, "a") == 41);
  CHECK(client.sent() == incrs("a"));
  PipelineContext pipe{client};
  const auto b = hit(pipe, "b");
  const auto c = hit(pipe, "c");
  CHECK_FALSE(b.ready());
  CHECK(execute(client, pipe) == "bc");
  CHECK(*c == 1);
}

TEST_CASE("promise 7: pipelined() gives back what its function returns") {
  ScriptedClient client;
  client.reply(":3\r\n");
  const auto result = pipelined(client, [](PipelineContext& pipe) { return pipe.incr("k"); });
  CHECK(*result == 3);
}

TEST_CASE("promise 9: executing twice sends nothing twice") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  CHECK(execute(client, pipe) == "a");
  CHECK(pipe.empty());
  CHECK(pipe.execute() == 0);
  CHECK(client.sent() == incrs("a"));
}

TEST_CASE("promise 9: a child that executes twice hands up each command once") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  child.incr("a");
  child.execute();
  child.execute();
  child.incr("b");
  child.execute();
  CHECK(execute(client, pipe) == "ab");
}

TEST_CASE("promise 9: a context can be used again after it has executed, with its children") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  for (int round = 0; round < 3; ++round) {
    const auto b = child.incr("b");
    const auto a = pipe.incr("a");
    child.execute();
    CHECK(execute(client, pipe) == "ab");
    CHECK(*a == 0);
    CHECK(*b == 1);
  }
}

TEST_CASE("promise 9: what a child recorded before its parent executed goes with the next execute") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  const auto waiting = child.incr("b");
  pipe.incr("a");
  CHECK(execute(client, pipe) == "a");
  CHECK_FALSE(waiting.ready());
  pipe.incr("c");
  child.execute();
  CHECK(execute(client, pipe) == "cb");
  CHECK(*waiting == 1);
}

TEST_CASE("a discarded context is empty and can be used again") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto lost = pipe.incr("x");
  const auto handed_up = hit(pipe, "y");
  bool called = false;
  pipe.on_execute([&] { called = true; });
  pipe.discard();
  CHECK(pipe.empty());
  CHECK_THROWS_AS(lost.result(), Discarded);
  CHECK_THROWS_AS(handed_up.result(), Discarded);
  const auto kept = pipe.incr("a");
  CHECK(execute(client, pipe) == "a");
  CHECK(*kept == 0);
  CHECK_FALSE(called);
}

TEST_CASE("discarding a child leaves its parent and its siblings alone") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext first{pipe};
  PipelineContext second{pipe};
  pipe.incr("a");
  first.incr("x");
  second.incr("b");
  first.discard();
  first.incr("c");
  second.execute();
  first.execute();
  CHECK(execute(client, pipe) == "abc");
}

TEST_CASE("discarding a parent leaves what its children have not handed up") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  child.incr("a");
  pipe.incr("x");
  pipe.discard();
  child.execute();
  CHECK(execute(client, pipe) == "a");
}

TEST_CASE("promise 9: a child of a root that is gone is an error, and its results are discarded") {
  ScriptedClient client;
  std::optional<PipelineContext> root{std::in_place, client};
  PipelineContext child{*root};
  PipelineContext grandchild{child};
  const auto lost = child.incr("x");
  const auto lost_too = grandchild.incr("y");
  bool called = false;
  child.on_execute([&] { called = true; });
  root.reset();
  CHECK_THROWS_AS(lost.result(), Discarded);
  CHECK_THROWS_AS(lost_too.result(), Discarded);
  CHECK_THROWS_AS(child.execute(), UsageError);
  CHECK_THROWS_AS(child.incr("z"), UsageError);
  CHECK_THROWS_AS(grandchild.execute(), UsageError);
  CHECK_THROWS_AS(grandchild.incr("z"), UsageError);
  CHECK_THROWS_AS(PipelineContext{child}, UsageError);
  CHECK_THROWS_AS((PipelineContext{child, "name"}), UsageError);
  child.discard();
  CHECK(child.empty());
  CHECK_FALSE(called);
  CHECK(client.sent().empty());
}

TEST_CASE("promise 9: a child of a nested context that is gone is an error too") {
  ScriptedClient client;
  PipelineContext pipe{client};
  std::optional<PipelineContext> middle{std::in_place, pipe};
  PipelineContext leaf{*middle};
  const auto lost = leaf.incr("x");
  middle.reset();
  CHECK_THROWS_AS(lost.result(), Discarded);
  CHECK_THROWS_AS(leaf.execute(), UsageError);
  pipe.incr("a");
  CHECK(execute(client, pipe) == "a");
}

TEST_CASE("contexts may be destroyed in any order") {
  const std::size_t first_gone = GENERATE(0U, 1U, 2U);
  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<std::unique_ptr<PipelineContext>> children;
  for (int i = 0; i < 3; ++i) children.push_back(std::make_unique<PipelineContext>(pipe));
  for (const auto& child : children) child->incr("x");
  children[first_gone].reset();
  for (const auto& child : children) {
    if (child != nullptr) child->execute();
  }
  CHECK(execute(client, pipe) == "xx");
}

TEST_CASE("a nested context is made from any Commands, also from a context by its own type") {
  ScriptedClient client;
  PipelineContext pipe{client};
  PipelineContext by_type{pipe};
  PipelineContext by_base{static_cast<Commands&>(pipe)};
  by_type.incr("a");
  by_base.incr("b");
  by_type.execute();
  by_base.execute();
  CHECK(client.sent().empty());
  CHECK(execute(client, pipe) == "ab");
}

TEST_CASE("a context is neither copied nor moved nor assigned") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<PipelineContext>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<PipelineContext>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<PipelineContext>);
  STATIC_REQUIRE_FALSE(std::is_move_assignable_v<PipelineContext>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<PipelineContext&, PipelineContext>);
}

TEST_CASE("two roots of one thread do not meet") {
  ScriptedClient one;
  ScriptedClient two;
  PipelineContext first{one};
  PipelineContext second{two};
  first.incr("a");
  second.incr("x");
  first.incr("b");
  second.incr("y");
  CHECK(execute(two, second) == "xy");
  CHECK(execute(one, first) == "ab");
}

TEST_CASE("promise 6: a command that is refused while it is recorded leaves nothing behind") {
  ScriptedClient client;
  PipelineContext pipe{client};
  pipe.incr("a");
  CHECK_THROWS_AS(pipe.command<Ok>("SET", "k", static_cast<const char*>(nullptr)), std::invalid_argument);
  CHECK_THROWS_AS(pipe.command<Ok>(""), std::invalid_argument);
  pipe.incr("b");
  CHECK(pipe.size() == 2);
  CHECK(execute(client, pipe) == "ab");
}

TEST_CASE("promise 7: many children may end in any order") {
  constexpr std::size_t kChildren = 100'000;
  ScriptedClient client;
  PipelineContext pipe{client};
  std::vector<std::unique_ptr<PipelineContext>> children(kChildren);
  const bool oldest_first = GENERATE(false, true);
  for (auto& child : children) child = std::make_unique<PipelineContext>(pipe);
  const auto kept = children[kChildren / 2]->incr("a");
  children[kChildren / 2]->execute();
  if (oldest_first) {
    for (auto& child : children) child.reset();
  } else {
    while (!children.empty()) children.pop_back();
  }
  CHECK(execute(client, pipe) == "a");
  CHECK(kept.has_value());
}

TEST_CASE("promise 9: a root that ends with a child whose callback owns another child") {
  ScriptedClient client;
  auto root = std::make_unique<PipelineContext>(client);
  auto owned = std::make_shared<PipelineContext>(*root);
  PipelineContext owner{*root};
  owned->incr("a");
  owner.on_execute([owned] {});
  owned.reset();
  root.reset();
  CHECK_THROWS_AS(owner.incr("b"), UsageError);
}
