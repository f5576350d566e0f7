// The conversation of one connection, byte by byte: promises 1, 5, 12 and 14.
#include "core/exchange.hpp"

#include <tributary/tributary.hpp>

#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;
using tributary::detail::Batch;
using tributary::detail::Exchange;
using tributary::test::resp_command;

namespace {

/// An executor whose run() is a function of the test.
class TalkingExecutor final : public detail::Executor {
 public:
  std::function<void(std::span<const Batch>)> talk;
  void run(std::span<const Batch> batches) noexcept override { talk(batches); }
  std::unique_ptr<detail::Stream> open_stream() override { throw std::logic_error{"it does not stream"}; }
};

class TalkingClient : public Deployment, public Commands {
 public:
  TalkingClient() : TalkingClient{std::make_shared<TalkingExecutor>()} {}
  TalkingExecutor& executor() noexcept { return *talking_; }

 private:
  explicit TalkingClient(const std::shared_ptr<TalkingExecutor>& talking)
      : Deployment{talking}, Commands{talking}, talking_{talking} {}
  std::shared_ptr<TalkingExecutor> talking_;
};

/// Writes up to `bytes` of what is unsent; returns what was written.
std::string write_some(Exchange& exchange, std::size_t bytes) {
  std::string written;
  std::string_view piece;
  while (bytes > 0 && exchange.unsent({&piece, 1}) > 0) {
    piece = piece.substr(0, bytes);
    written += piece;
    bytes -= piece.size();
    exchange.wrote(piece.size());
  }
  return written;
}

std::string write_all(Exchange& exchange) { return write_some(exchange, exchange.unsent_bytes()); }

bool received(Exchange& exchange, std::string_view bytes) { return exchange.received(bytes); }

/// A conversation of three commands: INCR, GET and a custom one with an array.
struct Conversation {
  const std::vector<std::string> requests{resp_command({"INCR", "a"}), resp_command({"GET", "key"}),
                                          resp_command({"PAIR", "x", "y"})};
  const std::vector<std::string> replies{":7\r\n", "$5\r\nvalue\r\n", "*2\r\n$1\r\np\r\n$1\r\nq\r\n"};
  const std::string request = requests[0] + requests[1] + requests[2];
  const std::string reply = replies[0] + replies[1] + replies[2];

  Conversation() {
    number = pipe.incr("a");
    text = pipe.get("key");
    pair = pipe.command<std::vector<std::string>>("PAIR", "x", "y");
  }

  /// Executes with `talk`; returns the error that execute() throws, if it is one of transport.
  template <class F>
  std::optional<TransportError> execute(F&& talk) {
    client.executor().talk = [&](std::span<const Batch> batches) {
      Exchange exchange{ReplyLimits{}};
      for (const Batch& batch : batches) exchange.add(batch);
      talk(exchange);
    };
    try {
      pipe.execute();
    } catch (const TransportError& error) {
      return error;
    }
    return std::nullopt;
  }

  /// For each command: its value's text, or what is known about it.
  std::vector<std::string> states() const {
    return {state(number, [](std::int64_t value) { return std::to_string(value); }),
            state(text, [](const std::optional<std::string>& value) { return value.value_or("nil"); }),
            state(pair, [](const std::vector<std::string>& value) { return value.at(0) + value.at(1); })};
  }

  /// How many of `parts` are within the first `bytes` of all of them.
  static std::size_t whole(const std::vector<std::string>& parts, std::size_t bytes) {
    std::size_t count = 0;
    for (std::size_t end = 0; count < parts.size(); ++count) {
      end += parts[count].size();
      if (end > bytes) break;
    }
    return count;
  }

  TalkingClient client;
  PipelineContext pipe{client};
  DeferredResult<std::int64_t> number;
  DeferredResult<std::optional<std::string>> text;
  DeferredResult<std::vector<std::string>> pair;

 private:
  template <class T, class F>
  static std::string state(const DeferredResult<T>& result, F&& text_of) {
    if (!result.ready()) return "pending";
    if (const ErrorInfo* error = result.error()) {
      return error->kind == ErrorKind::transport ? std::string{to_string(error->outcome)} : error->message;
    }
    return text_of(*result);
  }
};

/// What the three states must be after `sent` whole requests and `answered` whole replies.
std::vector<std::string> expected_states(std::size_t sent, std::size_t answered) {
  std::vector<std::string> states{"7", "value", "pq"};
  for (std::size_t i = answered; i < states.size(); ++i) states[i] = i < sent ? "maybe_applied" : "not_sent";
  return states;
}

}  // namespace

TEST_CASE("promise 12: a conversation without accidents fills every result") {
  Conversation talk;
  const auto error = talk.execute([&](Exchange& exchange) {
    CHECK(exchange.commands() == 3);
    CHECK(exchange.unsent_bytes() == talk.request.size());
    CHECK(write_all(exchange) == talk.request);
    CHECK(exchange.unsent_bytes() == 0);
    CHECK(exchange.sent() == 3);
    CHECK_FALSE(exchange.done());
    CHECK(received(exchange, talk.reply));
    CHECK(exchange.answered() == 3);
    CHECK(exchange.done());
    CHECK(exchange.clean());
  });
  CHECK_FALSE(error);
  CHECK(talk.states() == expected_states(3, 3));
}

TEST_CASE("promise 1: a failure after every written byte knows which commands have left") {
  const std::size_t length = Conversation{}.request.size();
  for (std::size_t bytes = 0; bytes <= length; ++bytes) {
    CAPTURE(bytes);
    Conversation talk;
    const std::size_t sent = Conversation::whole(talk.requests, bytes);
    const auto error = talk.execute([&](Exchange& exchange) {
      CHECK(write_some(exchange, bytes) == talk.request.substr(0, bytes));
      CHECK(exchange.sent() == sent);
      exchange.fail(TransportReason::closed, "cut");
    });
    REQUIRE(error);
    CHECK(error->failed() == 3);
    CHECK(error->outcome() == (sent > 0 ? TransportOutcome::maybe_applied : TransportOutcome::not_sent));
    CHECK(error->info().message == "cut");
    CHECK(talk.states() == expected_states(sent, 0));
  }
}

TEST_CASE("promise 1: the same when the bytes were written one by one") {
  const std::size_t length = Conversation{}.request.size();
  for (std::size_t bytes = 0; bytes <= length; ++bytes) {
    CAPTURE(bytes);
    Conversation talk;
    talk.execute([&](Exchange& exchange) {
      for (std::size_t i = 0; i < bytes; ++i) {
        write_some(exchange, 1);
        CHECK(exchange.sent() == Conversation::whole(talk.requests, i + 1));
      }
      exchange.fail(TransportReason::timeout, "cut");
    });
    CHECK(talk.states() == expected_states(Conversation::whole(talk.requests, bytes), 0));
  }
}

TEST_CASE("promise 14: a reply that is cut at every byte fills the results before the cut, and no other") {
  const std::size_t length = Conversation{}.reply.size();
  for (std::size_t bytes = 0; bytes < length; ++bytes) {
    CAPTURE(bytes);
    Conversation talk;
    const std::size_t answered = Conversation::whole(talk.replies, bytes);
    const auto error = talk.execute([&](Exchange& exchange) {
      write_all(exchange);
      CHECK(received(exchange, std::string_view{talk.reply}.substr(0, bytes)));
      CHECK(exchange.answered() == answered);
      CHECK_FALSE(exchange.clean());
      exchange.fail(TransportReason::closed, "cut");
    });
    REQUIRE(error);
    CHECK(error->failed() == 3 - answered);
    CHECK(error->outcome() == TransportOutcome::maybe_applied);
    CHECK(talk.states() == expected_states(3, answered));
  }
}

TEST_CASE("promise 12: replies may come while later commands are still unsent, at every byte") {
  const std::size_t length = Conversation{}.request.size();
  for (std::size_t bytes = 0; bytes <= length; ++bytes) {
    const std::size_t sent = Conversation{}.whole(Conversation{}.requests, bytes);
    for (std::size_t answered = 0; answered <= sent; ++answered) {
      CAPTURE(bytes, answered);
      Conversation talk;
      talk.execute([&](Exchange& exchange) {
        write_some(exchange, bytes);
        for (std::size_t i = 0; i < answered; ++i) CHECK(received(exchange, talk.replies[i]));
        CHECK(exchange.answered() == answered);
        exchange.fail(TransportReason::closed, "cut");
      });
      CHECK(talk.states() == expected_states(sent, answered));
    }
  }
}

TEST_CASE("promise 14: a reply to a command that has not left yet is refused, at every byte") {
  const std::size_t length = Conversation{}.request.size();
  for (std::size_t bytes = 0; bytes < length; ++bytes) {
    CAPTURE(bytes);
    Conversation talk;
    const std::size_t sent = Conversation::whole(talk.requests, bytes);
    const auto error = talk.execute([&](Exchange& exchange) {
      write_some(exchange, bytes);
      for (std::size_t i = 0; i < sent; ++i) CHECK(received(exchange, talk.replies[i]));
      CHECK_FALSE(received(exchange, talk.replies[sent]));
      CHECK_THAT(std::string{exchange.protocol_error()}, Catch::Matchers::Contains("no command waits for"));
      exchange.fail(TransportReason::protocol, exchange.protocol_error());
    });
    REQUIRE(error);
    CHECK(error->reason() == TransportReason::protocol);
    CHECK(talk.states() == expected_states(sent, sent));
  }
}

TEST_CASE("promise 14: a reply that comes after the last is refused, and the conversation is not clean") {
  Conversation talk;
  const auto error = talk.execute([&](Exchange& exchange) {
    write_all(exchange);
    CHECK_FALSE(received(exchange, talk.reply + ":1\r\n"));
    CHECK(exchange.done());
    CHECK_FALSE(exchange.clean());
    exchange.fail(TransportReason::protocol, exchange.protocol_error());
  });
  CHECK_FALSE(error);
  CHECK(talk.states() == expected_states(3, 3));
}

TEST_CASE("promise 14: a conversation is not clean while a part of a further reply is there") {
  Conversation talk;
  talk.execute([&](Exchange& exchange) {
    write_all(exchange);
    CHECK(received(exchange, talk.reply + ":1"));
    CHECK(exchange.done());
    CHECK_FALSE(exchange.clean());
  });
}

TEST_CASE("a conversation is written in as many pieces as its ranges, in any portions") {
  const std::size_t portion = GENERATE(range(std::size_t{1}, std::size_t{40}));
  TalkingClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  const auto last = child.incr("c");
  const auto first = pipe.incr("a");
  PipelineContext other{pipe};
  const auto dropped = other.incr("x");
  const auto second = pipe.incr("b");
  child.execute();
  std::string written;
  client.executor().talk = [&](std::span<const Batch> batches) {
    Exchange exchange{ReplyLimits{}};
    exchange.add(batches.front());
    std::array<std::string_view, 8> pieces;
    CHECK(exchange.unsent(pieces) == 3);
    CHECK(exchange.unsent(std::span{pieces}.first(2)) == 2);
    while (exchange.unsent_bytes() > 0) {
      written += write_some(exchange, portion);
      CHECK(exchange.sent() == written.size() / resp_command({"INCR", "a"}).size());
    }
    CHECK(exchange.unsent(pieces) == 0);
    CHECK(received(exchange, ":1\r\n:2\r\n:3\r\n"));
  };
  pipe.execute();
  CHECK(written == resp_command({"INCR", "a"}) + resp_command({"INCR", "b"}) + resp_command({"INCR", "c"}));
  CHECK(*first == 1);
  CHECK(*second == 2);
  CHECK(*last == 3);
  CHECK_FALSE(dropped.ready());
}

TEST_CASE("one write may end several pieces") {
  TalkingClient client;
  PipelineContext pipe{client};
  PipelineContext child{pipe};
  child.incr("c");
  pipe.incr("a");
  child.execute();
  client.executor().talk = [&](std::span<const Batch> batches) {
    Exchange exchange{ReplyLimits{}};
    exchange.add(batches.front());
    const std::size_t one = resp_command({"INCR", "a"}).size();
    exchange.wrote(one + 3);
    CHECK(exchange.sent() == 1);
    std::string_view piece;
    REQUIRE(exchange.unsent({&piece, 1}) == 1);
    CHECK(piece == resp_command({"INCR", "c"}).substr(3));
    exchange.wrote(piece.size());
    CHECK(exchange.sent() == 2);
    CHECK(received(exchange, ":1\r\n:2\r\n"));
  };
  CHECK(pipe.execute() == 0);
}

TEST_CASE("an exchange can be used for the next conversation when one is over") {
  TalkingClient client;
  Exchange exchange{ReplyLimits{}};
  for (int round = 0; round < 3; ++round) {
    PipelineContext pipe{client};
    const auto result = pipe.incr("a");
    client.executor().talk = [&](std::span<const Batch> batches) {
      exchange.add(batches.front());
      CHECK(exchange.commands() == 1);
      CHECK(exchange.sent() == 0);
      write_all(exchange);
      CHECK(received(exchange, ":1\r\n"));
      CHECK(exchange.clean());
      exchange.reset();
    };
    CHECK(pipe.execute() == 0);
    CHECK(*result == 1);
  }
}

TEST_CASE("positions are those of the wire, over all batches of a conversation") {
  TalkingClient client;
  Connections connections;
  connections.add("a", client);
  connections.add("b", client);
  PipelineContext pipe{connections, "a"};
  pipe.incr("1");
  PipelineContext child{pipe, "b"};
  child.incr("2");
  const auto failed = child.incr("3");
  child.execute();
  client.executor().talk = [](std::span<const Batch> batches) {
    Exchange exchange{ReplyLimits{}};
    for (const Batch& batch : batches) exchange.add(batch);
    write_all(exchange);
    CHECK(received(exchange, ":1\r\n:2\r\n-ERR three\r\n"));
  };
  CHECK(pipe.execute(Errors::in_results) == 1);
  CHECK(failed.error()->position == 2);
}
