// Promise 18 on bad days of the conversation: it breaks at any byte of any wave, every coroutine ends and knows why.
#include "integration/drivers.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

/// A coroutine has a copy until its frame is gone.
using Alive = std::shared_ptr<int>;

DeferredResult<std::string> follow(Pipe redis, std::string from, int steps, Alive) {
  std::string at = std::move(from);
  for (int i = 0; i < steps; ++i) {
    auto next = co_await redis->get(at);
    at = next.value();
  }
  co_return at;
}

/// Asks once more for what was lost, and tells what was said of it.
DeferredResult<std::string> insist(Pipe redis, int steps, Alive) {
  std::string at = "a0";
  std::string lost;
  for (int i = 0; i < steps;) {
    try {
      auto next = co_await redis->get(at);
      at = next.value();
      ++i;
    } catch (const TransportError& error) {
      lost += fmt::format(" {}:{}", at, to_string(error.outcome()));
    }
  }
  co_return at + lost;
}

struct Walk {
  char name;
  int steps;
};
/// Some end before others, and not in their order.
const std::vector<Walk> kWalks{{'a', 3}, {'b', 1}, {'c', 2}, {'d', 3}};
constexpr int kWaves = 3;

std::string place(const Walk& walk, int step) { return walk.name + std::to_string(step); }

/// Those which have a step in the wave.
std::vector<Walk> taking_part(std::vector<Walk> walks, int wave) {
  std::erase_if(walks, [wave](const Walk& walk) { return walk.steps <= wave; });
  return walks;
}

std::string requests(const std::vector<Walk>& walks, int wave) {
  std::string bytes;
  for (const Walk& walk : walks) bytes += resp_command({"GET", place(walk, wave)});
  return bytes;
}

std::string reply(const Walk& walk, int wave) { return "$2\r\n" + place(walk, wave + 1) + "\r\n"; }

std::string replies(const std::vector<Walk>& walks, int wave) {
  std::string bytes;
  for (const Walk& walk : walks) bytes += reply(walk, wave);
  return bytes;
}

const std::size_t kReplyBytes = reply(kWalks.front(), 0).size();

/// Where a conversation breaks: behind so many bytes of the replies of a wave.
struct Break {
  int wave;
  std::size_t bytes;

  std::vector<Walk> there() const { return taking_part(kWalks, wave); }
  std::size_t answered() const { return bytes / kReplyBytes; }
  /// Those which go on behind it.
  std::vector<Walk> survivors() const {
    std::vector<Walk> walks = there();
    walks.resize(answered(), Walk{});
    return taking_part(walks, wave + 1);
  }
};

enum class How { close, garbage, stall };

std::vector<Break> all_breaks(How how) {
  // What is broken at every byte need not be waited for at every byte.
  const std::size_t step = how == How::close ? 1 : how == How::garbage ? kReplyBytes : kReplyBytes / 2;
  std::vector<Break> breaks;
  for (int wave = 0; wave < kWaves; ++wave) {
    const std::size_t end = replies(taking_part(kWalks, wave), wave).size();
    for (std::size_t bytes = 0; bytes < end; bytes += step) breaks.push_back({wave, bytes});
  }
  return breaks;
}

/// One connection until it breaks, and one for those which go on.
void play(std::vector<ServerScript>& scripts, const Break& at, How how) {
  ServerScript& first = scripts.emplace_back();
  for (int wave = 0; wave < at.wave; ++wave) {
    const auto walks = taking_part(kWalks, wave);
    first.expect(requests(walks, wave)).reply(replies(walks, wave));
  }
  first.expect(requests(at.there(), at.wave));
  first.reply(replies(at.there(), at.wave).substr(0, at.bytes) + (how == How::garbage ? "?" : ""));
  how == How::close ? first.close() : first.stall();
  if (at.survivors().empty()) return;
  ServerScript& second = scripts.emplace_back();
  for (int wave = at.wave + 1; wave < kWaves; ++wave) {
    const auto walks = taking_part(at.survivors(), wave);
    if (!walks.empty()) second.expect(requests(walks, wave)).reply(replies(walks, wave));
  }
}

ClientOptions options_for(const ScriptedServer& server, How how) {
  ClientOptions options;
  options.unix_socket = server.socket_path();
  if (how == How::stall) options.timeout = 200ms;
  return options;
}

TransportReason reason_of(How how) {
  switch (how) {
    case How::close: return TransportReason::closed;
    case How::garbage: return TransportReason::protocol;
    case How::stall: return TransportReason::timeout;
  }
  return {};
}

}  // namespace

TEMPLATE_TEST_CASE("promise 18: waves that break at any byte end every coroutine: with its value, or in doubt", "",
                   Blocking, Asynchronous) {
  const How how = GENERATE(How::close, How::garbage, How::stall);
  std::vector<ServerScript> scripts;
  for (const Break& at : all_breaks(how)) play(scripts, at, how);
  ScriptedServer server{scripts};
  for (const Break& at : all_breaks(how)) {
    CAPTURE(static_cast<int>(how), at.wave, at.bytes);
    TestType client{options_for(server, how)};
    const Alive alive = std::make_shared<int>();
    PipelineContext pipe{client};
    std::vector<DeferredResult<std::string>> ends;
    for (const Walk& walk : kWalks) ends.push_back(follow(pipe, place(walk, 0), walk.steps, alive));
    bool called = false;
    pipe.on_execute([&] { called = true; });
    const auto error = thrown_by<TransportError>([&] { client.execute(pipe); });
    CHECK(error.reason() == reason_of(how));
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
    CHECK(error.failed() == at.there().size() - at.answered());
    CHECK_FALSE(called);
    CHECK(alive.use_count() == 1);
    std::size_t place_in_wave = 0;
    for (std::size_t i = 0; i < kWalks.size(); ++i) {
      CAPTURE(i);
      const bool is_there = kWalks[i].steps > at.wave;
      if (is_there && place_in_wave++ >= at.answered()) {
        CHECK(state_of(ends[i]) == "maybe_applied");
        CHECK(ends[i].error()->key == place(kWalks[i], at.wave));
      } else {
        REQUIRE(state_of(ends[i]) == "value");
        CHECK(*ends[i] == place(kWalks[i], kWalks[i].steps));
      }
    }
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 18: called with a client, a coroutine that breaks at any byte has the error in its result",
                   "", Blocking, Asynchronous) {
  constexpr int kSteps = 3;
  const Walk walk{'a', kSteps};
  std::vector<ServerScript> scripts;
  for (int wave = 0; wave < kSteps; ++wave) {
    for (std::size_t bytes = 0; bytes < kReplyBytes; ++bytes) {
      ServerScript& script = scripts.emplace_back();
      for (int before = 0; before < wave; ++before) script.expect(requests({walk}, before)).reply(reply(walk, before));
      script.expect(requests({walk}, wave)).reply(reply(walk, wave).substr(0, bytes)).close();
    }
  }
  ScriptedServer server{scripts};
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    CAPTURE(i);
    TestType client{server.uri()};
    const Alive alive = std::make_shared<int>();
    const auto end = follow(client, "a0", kSteps, alive);
    const auto error = thrown_by<TransportError>([&] { client.value(end); });
    CHECK(error.outcome() == TransportOutcome::maybe_applied);
    CHECK(error.info().key == place(walk, static_cast<int>(i / kReplyBytes)));
    CHECK(alive.use_count() == 1);
  }
  CHECK(server.failure() == "");
}

TEMPLATE_TEST_CASE("promise 18: a coroutine that catches what broke at any byte goes on, on another connection", "",
                   Blocking, Asynchronous) {
  constexpr int kSteps = 3;
  const Walk walk{'a', kSteps};
  std::vector<ServerScript> scripts;
  for (int wave = 0; wave < kSteps; ++wave) {
    for (std::size_t bytes = 0; bytes < kReplyBytes; ++bytes) {
      ServerScript first;
      ServerScript second;
      for (int step = 0; step < kSteps; ++step) {
        ServerScript& script = step < wave ? first : second;
        script.expect(requests({walk}, step)).reply(reply(walk, step));
      }
      scripts.push_back(first.expect(requests({walk}, wave)).reply(reply(walk, wave).substr(0, bytes)).close());
      scripts.push_back(second);
    }
  }
  ScriptedServer server{scripts};
  for (std::size_t i = 0; i < kSteps * kReplyBytes; ++i) {
    CAPTURE(i);
    TestType client{server.uri()};
    const Alive alive = std::make_shared<int>();
    PipelineContext pipe{client};
    const auto end = insist(pipe, kSteps, alive);
    CHECK(client.execute(pipe, {.errors = Errors::in_results}) == 1);
    CHECK(*end == "a3 " + place(walk, static_cast<int>(i / kReplyBytes)) + ":maybe_applied");
    CHECK(alive.use_count() == 1);
  }
  CHECK(server.failure() == "");
}
