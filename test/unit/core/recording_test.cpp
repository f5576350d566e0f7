// What disturbs the recording or the execution of a batch: codecs and ranges that record, and other threads.
#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"
#include "support/scripted_executor.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace tributary;
using Catch::Matchers::Contains;
using Catch::Matchers::Message;
using Catch::Matchers::StartsWith;
using tributary::test::resp_command;
using tributary::test::ScriptedClient;

namespace {

/// Whose codec does what a test wants.
struct Meddling {
  std::function<void()> deed;
  bool swallows = false;

  void act() const {
    try {
      deed();
    } catch (const UsageError&) {
      if (!swallows) throw;
    }
  }
};

/// A lazy range: it makes its elements while they are asked for.
class LazyWords {
 public:
  class Iterator {
   public:
    Iterator(const LazyWords* words, std::size_t index) : words_{words}, index_{index} {}
    std::string operator*() const {
      words_->deed_();
      return "word";
    }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const LazyWords* words_;
    std::size_t index_;
  };

  LazyWords(std::size_t announced, std::size_t given, std::function<void()> deed)
      : announced_{announced}, given_{given}, deed_{std::move(deed)} {}

  std::size_t size() const { return announced_; }
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, given_}; }

 private:
  std::size_t announced_;
  std::size_t given_;
  std::function<void()> deed_;
};

/// A type whose decoding does what a test wants.
struct Decoding {
  static inline std::function<void()> deed;
};

}  // namespace

template <>
struct tributary::Codec<Meddling> {
  static void encode(const Meddling& value, ByteWriter& out) {
    out.append("before");
    value.act();
    out.append("after");
  }
};

template <>
struct tributary::Codec<Decoding> {
  static Decoding decode(std::string_view) {
    Decoding::deed();
    return {};
  }
};

TEST_CASE("promise 12: a codec that records on the context of its command fails both, and spoils nothing else") {
  ScriptedClient client;
  PipelineContext root{client};
  PipelineContext pipe{root};
  const auto before = root.incr("before");
  const bool swallows = GENERATE(false, true);
  const std::vector<std::function<void()>> deeds{
      [&] { pipe.get("inner"); },
      [&] { root.get("inner"); },
      [&] { pipe.command<Ok>("GET", "inner"); },
      [&] {
        PipelineContext child{pipe};
        child.get("inner");
        child.execute();
      },
  };
  const Meddling value{deeds[GENERATE(0U, 1U, 2U, 3U)], swallows};
  CHECK_THROWS_MATCHES(pipe.set("outer", value), UsageError,
                       Message("GET cannot be recorded while SET is being written to the same batch, by a codec or a "
                               "range of its own: nothing of either is sent"));
  const auto after = pipe.incr("after");
  pipe.execute();
  CHECK(root.size() == 2);
  client.reply(":1\r\n:2\r\n");
  root.execute();
  CHECK(client.sent() == resp_command({"INCR", "before"}) + resp_command({"INCR", "after"}));
  CHECK(*before == 1);
  CHECK(*after == 2);
}

TEST_CASE("promise 12: a lazy range that records on the context of its command fails both") {
  ScriptedClient client;
  PipelineContext pipe{client};
  CHECK_THROWS_AS(pipe.rpush("list", LazyWords(2, 2, [&] { pipe.incr("n"); })), UsageError);
  CHECK(pipe.empty());
  pipe.execute();
  CHECK(client.sent().empty());
}

TEST_CASE("promise 14: a range that gives more or fewer words than it announced is refused") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const std::size_t given = GENERATE(0U, 1U, 3U);
  CHECK_THROWS_MATCHES(pipe.rpush("list", LazyWords(2, given, [] {})), std::invalid_argument,
                       Message("a range of arguments said that it has 2 of them, and gave " + std::to_string(given)));
  CHECK(pipe.empty());
  const auto n = pipe.incr("n");
  client.reply(":1\r\n");
  pipe.execute();
  CHECK(client.sent() == resp_command({"INCR", "n"}));
}

TEST_CASE("a codec may ask another batch, also of the same client, and execute and drop children that are complete") {
  ScriptedClient client;
  PipelineContext pipe{client};
  auto complete = std::make_unique<PipelineContext>(pipe);
  auto dropped = std::make_unique<PipelineContext>(pipe);
  const auto first = complete->incr("first");
  dropped->incr("dropped");
  client.reply("$5\r\nvalue\r\n");
  const auto set = pipe.set("k", Meddling{[&] {
                              CHECK(client.get("other").result() == "value");
                              complete->execute();
                              dropped.reset();
                            }});
  const std::string asked = client.sent();
  CHECK(asked == resp_command({"GET", "other"}));
  client.reply(":1\r\n+OK\r\n");
  pipe.execute();
  CHECK(client.sent() == asked + resp_command({"INCR", "first"}) + resp_command({"SET", "k", "beforeafter"}));
  CHECK(*first == 1);
  CHECK(set.has_value());
}

TEST_CASE("promise 12: execute() within the recording of a command is refused, and so is the command") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto before = pipe.incr("before");
  CHECK_THROWS_MATCHES(pipe.set("k", Meddling{[&] { pipe.execute(); }, GENERATE(false, true)}), UsageError,
                       Message("execute() cannot be called while SET is being written to the same batch, by a codec or "
                               "a range of its own: nothing of either is sent"));
  CHECK(client.sent().empty());
  client.reply(":1\r\n");
  pipe.execute();
  CHECK(*before == 1);
}

TEST_CASE("promise 5: a codec that records or executes on the context whose replies it reads fails alone") {
  ScriptedClient client;
  PipelineContext pipe{client, {.flush_every = GENERATE(0U, 1U)}};
  Decoding::deed = GENERATE(false, true) ? std::function<void()>{[&] { pipe.incr("n"); }}
                                         : std::function<void()>{[&] { pipe.execute(); }};
  client.reply("$1\r\nx\r\n");
  const auto read = pipe.command<Decoding>("GET", "k");
  client.reply(":1\r\n");
  const auto behind = pipe.incr("m");
  CHECK(pipe.execute(Errors::in_results) == 1);
  REQUIRE(read.error() != nullptr);
  CHECK(read.error()->kind == ErrorKind::decode);
  CHECK_THAT(read.error()->message, Contains("while its batch is being executed"));
  CHECK(*behind == 1);
  client.reply(":2\r\n");
  const auto later = pipe.incr("m");
  pipe.execute();
  CHECK(*later == 2);
  Decoding::deed = nullptr;
}

#ifndef NDEBUG
TEST_CASE("a second thread that records or executes while one records is told so, and disturbs nothing") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto before = pipe.incr("before");
  std::string recorded;
  std::string executed;
  const auto what_it_throws = [](auto&& deed) {
    try {
      deed();
    } catch (const UsageError& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  const auto set = pipe.set("k", Meddling{[&] {
                              std::thread second{[&] {
                                recorded = what_it_throws([&] { pipe.incr("n"); });
                                executed = what_it_throws([&] { pipe.execute(); });
                              }};
                              second.join();
                            }});
  CHECK_THAT(recorded, StartsWith("INCR cannot be recorded while another thread records on this context"));
  CHECK_THAT(executed, StartsWith("execute() cannot be called while another thread records on this context"));
  client.reply(":1\r\n+OK\r\n");
  pipe.execute();
  CHECK(*before == 1);
  CHECK(set.has_value());
}

TEST_CASE("a second thread that records while one executes is told so") {
  ScriptedClient client;
  PipelineContext pipe{client};
  bool refused = false;
  Decoding::deed = [&] {
    std::thread second{[&] {
      try {
        pipe.incr("n");
      } catch (const UsageError&) {
        refused = true;
      }
    }};
    second.join();
  };
  client.reply("$1\r\nx\r\n");
  const auto read = pipe.command<Decoding>("GET", "k");
  pipe.execute();
  CHECK(refused);
  CHECK(read.has_value());
  Decoding::deed = nullptr;
}
#endif

TEST_CASE("threads may use a context one after another") {
  ScriptedClient client;
  PipelineContext pipe{client};
  const auto first = pipe.incr("a");
  std::optional<DeferredResult<std::int64_t>> second;
  std::thread{[&] { second = pipe.incr("b"); }}.join();
  client.reply(":1\r\n:2\r\n");
  pipe.execute();
  CHECK(*first == 1);
  CHECK(**second == 2);
}
