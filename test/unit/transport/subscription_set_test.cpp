// A subscriber's conversation without its socket: what is sent, and what the answers mean.
#include "transport/subscription_set.hpp"

#include "resp/reply_reader.hpp"
#include "support/catch.hpp"
#include "support/resp_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;
using detail::SubscriptionSet;
using Kind = SubscriptionKind;
using Standing = SubscriptionSet::Standing;
using Texts = std::vector<std::string>;

namespace {

struct ReactionText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const SubscriberMessage& message) const {
    const std::string from = message.pattern.empty() ? "" : message.pattern + ": ";
    return std::string{to_string(message.kind)} + " " + from + message.channel + "=" + message.payload;
  }
  std::string operator()(const detail::Refusal& refusal) const {
    return std::string{to_string(refusal.kind)} + " " + refusal.name + " refused: " + refusal.error->message;
  }
  std::string operator()(const Postponed& postponed) const {
    std::string text = std::string{to_string(postponed.kind)} + " postponed: " + postponed.message + ':';
    for (const std::string& name : postponed.names) text += ' ' + name;
    return text;
  }
  std::string operator()(const detail::LoginRefused& refused) const {
    return std::string{refused.command} + " refused: " + refused.error;
  }
  std::string operator()(const detail::Failure& failure) const {
    return std::string{to_string(failure.reason)} + ": " + failure.message;
  }
};

/// A set with a server that is the test.
class Conversation final : private detail::ReplySink {
 public:
  SubscriptionSet set;
  Texts heard;  ///< what the replies meant, as far as they meant something to the owner

  /// The commands of a new connection.
  Texts begin(const ClientOptions& options = {}) {
    set.begin(out_, options);
    return commands();
  }
  /// A connection that is let in.
  Texts begin_and_enter() {
    Texts sent = begin();
    answer("+PONG\r\n");
    return sent;
  }
  /// The commands that are due now, in one piece.
  Texts sent() {
    set.write(out_);
    return commands();
  }
  Texts ping() {
    set.ping(out_);
    return commands();
  }
  void answer(std::string_view bytes) { reader_.feed(bytes, *this); }
  void confirm(const std::string& verb, const std::string& name) {
    answer("*3\r\n" + bulk(verb) + bulk(name) + ":1\r\n");
  }
  void push(const Texts& words) { answer(resp_command(words)); }
  Standing standing(std::string_view name, Kind kind = Kind::channel) const { return set.standing(kind, name); }

 private:
  static std::string bulk(const std::string& text) {
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
  }

  Texts commands() {
    Texts texts;
    std::string_view bytes = out_.view(0, out_.size());
    while (const auto command = printable_reply(bytes)) {
      texts.push_back(command->text);
      bytes.remove_prefix(command->length);
      if (bytes.empty()) break;
    }
    out_.clear();
    return texts;
  }

  bool on_reply(const ReplyView& reply) noexcept override {
    if (auto text = std::visit(ReactionText{}, set.take(reply)); !text.empty()) heard.push_back(std::move(text));
    return true;
  }

  detail::RequestBuffer out_;
  detail::ReplyReader reader_{ReplyLimits{}};
};

const std::string kNoPermission = "-NOPERM this user has no permissions\r\n";

}  // namespace

TEST_CASE("a connection begins with the login, a PING, and all that is wanted") {
  Conversation talk;
  talk.set.add(Kind::channel, "a");
  talk.set.add(Kind::pattern, "p*");
  ClientOptions options;
  options.username = "joe";
  options.password = "secret";
  options.database = 3;
  options.client_name = "me";
  CHECK(talk.begin(options) == Texts{"[AUTH, joe, secret]", "[SELECT, 3]", "[CLIENT, SETNAME, me]", "[PING]",
                                     "[SUBSCRIBE, a]", "[PSUBSCRIBE, p*]"});
  talk.answer("+OK\r\n+OK\r\n+OK\r\n");
  CHECK_FALSE(talk.set.is_up());
  talk.answer("+PONG\r\n");
  CHECK(talk.set.is_up());
  CHECK_FALSE(talk.set.is_restored());
  talk.confirm("subscribe", "a");
  CHECK(talk.standing("a") == Standing::active);
  CHECK_FALSE(talk.set.is_restored());
  talk.confirm("psubscribe", "p*");
  CHECK(talk.set.is_restored());
  CHECK_FALSE(talk.set.waits());
  CHECK(talk.heard.empty());
}

TEST_CASE("an error before the PONG means that nobody is let in, unless it is only PING that is forbidden") {
  ClientOptions options;
  options.password = "wrong";
  SECTION("AUTH") {
    Conversation talk;
    talk.begin(options);
    talk.answer("-WRONGPASS invalid\r\n");
    CHECK(talk.heard == Texts{"AUTH refused: WRONGPASS invalid"});
  }
  SECTION("no AUTH, where one is needed") {
    Conversation talk;
    talk.begin();
    talk.answer("-NOAUTH Authentication required.\r\n");
    CHECK(talk.heard == Texts{"PING refused: NOAUTH Authentication required."});
  }
  SECTION("PING") {
    Conversation talk;
    talk.begin();
    talk.answer(kNoPermission);
    CHECK(talk.heard.empty());
    CHECK(talk.set.is_up());
  }
}

TEST_CASE("an error about anything but who asks answers the first PING as well as a PONG, when more follows") {
  const std::string error = GENERATE("-MISCONF Redis is configured\r\n", "-MASTERDOWN Link with MASTER is down\r\n",
                                     "-LOADING Redis is loading\r\n", "-BUSY Redis is busy\r\n", "-ERR what?\r\n");
  Conversation talk;
  talk.set.add(Kind::channel, "a");
  talk.begin();
  talk.answer(error);
  CHECK_FALSE(talk.set.is_up());  // it may be all that the server has to say before it hangs up
  CHECK("-" + talk.set.hello_error() + "\r\n" == error);
  talk.confirm("subscribe", "a");
  CHECK(talk.set.is_up());
  CHECK(talk.set.hello_error().empty());
  CHECK(talk.standing("a") == Standing::active);
  CHECK(talk.heard.empty());

  talk.set.lost();
  talk.set.remove(Kind::channel, "a");
  talk.begin();
  talk.answer(error);
  CHECK(talk.set.is_up());  // no other answer is due
}

TEST_CASE("what the server cannot do now is told once, and asked for again when the owner says so") {
  const std::string busy = "-BUSY Redis is busy\r\n";
  Conversation talk;
  talk.begin_and_enter();
  for (const auto* name : {"a", "b"}) talk.set.add(Kind::channel, name);
  talk.set.add(Kind::sharded, "s");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a, b]", "[SSUBSCRIBE, s]"});
  talk.answer(busy);
  talk.answer("-CLUSTERDOWN Hash slot not served\r\n");
  CHECK(talk.heard == Texts{"channel postponed: SUBSCRIBE: BUSY Redis is busy: a b",
                            "sharded channel postponed: SSUBSCRIBE: CLUSTERDOWN Hash slot not served: s"});
  CHECK(talk.set.has_postponed());
  CHECK(talk.standing("a") == Standing::pending);
  CHECK(talk.set.standing() == Standing::pending);
  CHECK_FALSE(talk.set.waits());
  talk.set.add(Kind::channel, "a");  // is wanted already
  CHECK(talk.sent().empty());

  talk.set.ask_again();
  CHECK_FALSE(talk.set.has_postponed());
  CHECK(talk.sent().size() == 2);
  talk.answer(busy);
  talk.answer(busy);
  CHECK(talk.heard.size() == 2);
  CHECK(talk.set.has_postponed());
  talk.set.remove(Kind::sharded, "s");
  talk.set.ask_again();
  const bool a_is_first = talk.sent() == Texts{"[SUBSCRIBE, a, b]"};
  for (const auto* name : {a_is_first ? "a" : "b", a_is_first ? "b" : "a"}) talk.confirm("subscribe", name);
  CHECK(talk.heard.size() == 2);
  CHECK(talk.standing("a") == Standing::active);
  CHECK(talk.standing("s", Kind::sharded) == Standing::absent);
  CHECK(talk.set.standing() == Standing::active);
  CHECK(talk.set.is_settled());
}

TEST_CASE("a name that was postponed and is not wanted any more is sent nowhere, and at once when it is wanted anew") {
  Conversation talk;
  talk.begin_and_enter();
  talk.set.add(Kind::channel, "a");
  talk.sent();
  talk.answer("-LOADING Redis is loading\r\n");
  talk.set.remove(Kind::channel, "a");
  CHECK_FALSE(talk.set.has_postponed());
  CHECK(talk.set.standing() == Standing::absent);
  talk.set.add(Kind::channel, "a");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]"});
}

TEST_CASE("an UNSUBSCRIBE that is postponed is asked for again, unless the name is wanted anew") {
  Conversation talk;
  talk.set.add(Kind::pattern, "a");
  talk.begin_and_enter();
  talk.confirm("psubscribe", "a");
  talk.set.remove(Kind::pattern, "a");
  talk.sent();
  talk.answer("-BUSY Redis is busy\r\n");
  CHECK(talk.heard == Texts{"pattern postponed: PUNSUBSCRIBE: BUSY Redis is busy: a"});
  CHECK(talk.standing("a", Kind::pattern) == Standing::absent);
  CHECK(talk.set.standing() == Standing::pending);
  CHECK(talk.sent().empty());
  talk.set.ask_again();
  CHECK(talk.sent() == Texts{"[PUNSUBSCRIBE, a]"});
  talk.answer("-BUSY Redis is busy\r\n");
  talk.set.add(Kind::pattern, "a");
  CHECK_FALSE(talk.set.has_postponed());
  CHECK(talk.standing("a", Kind::pattern) == Standing::active);  // it always was
  CHECK(talk.sent().empty());
}

TEST_CASE("a new connection asks at once for what was postponed on the one before, and is restored with it") {
  Conversation talk;
  talk.set.add(Kind::channel, "a");
  talk.begin_and_enter();
  talk.answer("-BUSY Redis is busy\r\n");
  CHECK_FALSE(talk.set.is_restored());
  talk.set.lost();
  CHECK_FALSE(talk.set.has_postponed());
  CHECK(talk.begin_and_enter() == Texts{"[PING]", "[SUBSCRIBE, a]"});
  talk.answer("-BUSY Redis is busy\r\n");
  CHECK(talk.heard.size() == 2);  // once for each connection
  CHECK_FALSE(talk.set.is_restored());
  talk.set.ask_again();
  talk.sent();
  talk.confirm("subscribe", "a");
  CHECK(talk.set.is_restored());
}

TEST_CASE("what was never subscribed does not count as active when its UNSUBSCRIBE is postponed") {
  Conversation talk;
  talk.begin_and_enter();
  talk.set.add(Kind::channel, "a");
  talk.sent();
  talk.set.remove(Kind::channel, "a");
  talk.sent();
  talk.answer("-BUSY Redis is busy\r\n");
  talk.set.add(Kind::channel, "a");
  talk.answer("-BUSY Redis is busy\r\n");
  CHECK(talk.standing("a") == Standing::pending);
  talk.set.ask_again();
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]"});
}

TEST_CASE("messages of the three kinds say by which subscription they came") {
  Conversation talk;
  talk.set.add(Kind::channel, "news");
  talk.set.add(Kind::pattern, "n*");
  talk.set.add(Kind::sharded, "news");
  talk.begin_and_enter();
  talk.push({"message", "news", "1"});
  talk.push({"pmessage", "n*", "news", "2"});
  talk.push({"smessage", "news", std::string{"\0\r\n", 3}});
  CHECK(talk.heard == Texts{"channel news=1", "pattern n*: news=2", std::string{"sharded channel news=\0\r\n", 24}});
}

TEST_CASE("what is asked for many times is sent once, and nothing for what is as it should be") {
  Conversation talk;
  CHECK(talk.begin_and_enter() == Texts{"[PING]"});
  talk.set.add(Kind::channel, "a");
  talk.set.add(Kind::channel, "a");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]"});
  talk.set.add(Kind::channel, "a");
  CHECK(talk.sent().empty());
  talk.confirm("subscribe", "a");
  talk.set.remove(Kind::channel, "a");
  talk.set.add(Kind::channel, "a");
  talk.set.remove(Kind::channel, "b");
  CHECK(talk.sent().empty());
  CHECK(talk.standing("a") == Standing::active);
  talk.set.add(Kind::channel, "c");
  talk.set.remove(Kind::channel, "c");
  CHECK(talk.sent().empty());
  CHECK(talk.standing("c") == Standing::absent);
  CHECK(talk.set.standing() == Standing::active);
}

TEST_CASE("names share commands, apart by kind and direction; sharded channels may be of several slots") {
  Conversation talk;
  talk.begin_and_enter();
  for (const auto* name : {"a", "b"}) {
    talk.set.add(Kind::channel, name);
    talk.set.add(Kind::sharded, name);
  }
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]", "[SSUBSCRIBE, a]", "[SUBSCRIBE, b]", "[SSUBSCRIBE, b]"});
  talk.set.add(Kind::pattern, "x*");
  talk.set.add(Kind::pattern, "y*");
  talk.set.remove(Kind::channel, "a");
  talk.set.remove(Kind::channel, "b");
  talk.set.remove(Kind::sharded, "a");
  talk.set.remove(Kind::sharded, "b");
  CHECK(talk.sent() == Texts{"[PSUBSCRIBE, x*, y*]", "[UNSUBSCRIBE, a, b]", "[SUNSUBSCRIBE, a]", "[SUNSUBSCRIBE, b]"});
}

TEST_CASE("many names are sent in commands and pieces of bounded size") {
  constexpr std::size_t kNames = 20'000;
  const std::string name(100, 'n');
  Conversation talk;
  for (std::size_t i = 0; i < kNames; ++i) talk.set.add(Kind::channel, name + std::to_string(i));
  std::size_t words = 0;
  std::size_t pieces = 0;
  for (Texts piece = talk.begin(); !piece.empty(); piece = talk.sent()) {
    ++pieces;
    std::size_t bytes = 0;
    for (const std::string& command : piece) {
      bytes += command.size();
      const auto commas = static_cast<std::size_t>(std::count(command.begin(), command.end(), ','));
      CHECK(commas <= 100);
      words += commas;
    }
    CHECK(bytes < 100'000);
  }
  CHECK(words == kNames);
  CHECK(pieces > 10);
}

TEST_CASE("a name is active when the last answer for it has come") {
  Conversation talk;
  talk.begin_and_enter();
  talk.set.add(Kind::channel, "a");
  CHECK(talk.standing("a") == Standing::pending);
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]"});
  talk.set.remove(Kind::channel, "a");
  CHECK(talk.sent() == Texts{"[UNSUBSCRIBE, a]"});
  talk.set.add(Kind::channel, "a");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]"});
  talk.confirm("subscribe", "a");
  CHECK(talk.standing("a") == Standing::pending);
  talk.push({"message", "a", "early"});
  talk.confirm("unsubscribe", "a");
  CHECK(talk.standing("a") == Standing::pending);
  CHECK(talk.set.standing() == Standing::pending);
  talk.confirm("subscribe", "a");
  CHECK(talk.standing("a") == Standing::active);
  CHECK(talk.set.standing() == Standing::active);
  CHECK(talk.heard == Texts{"channel a=early"});
}

TEST_CASE("messages for what is not wanted any more are dropped while the server still sends them") {
  Conversation talk;
  talk.set.add(Kind::channel, "a");
  talk.begin_and_enter();
  talk.confirm("subscribe", "a");
  talk.set.remove(Kind::channel, "a");
  talk.push({"message", "a", "late"});
  CHECK(talk.sent() == Texts{"[UNSUBSCRIBE, a]"});
  talk.push({"message", "a", "later"});
  talk.confirm("unsubscribe", "a");
  CHECK(talk.heard.empty());
  CHECK_FALSE(talk.set.wants_any());
}

TEST_CASE("an error for several names is resolved by asking for each alone") {
  Conversation talk;
  talk.begin_and_enter();
  for (const auto* name : {"a", "no", "c"}) talk.set.add(Kind::channel, name);
  talk.set.add(Kind::pattern, "p*");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a, no, c]", "[PSUBSCRIBE, p*]"});
  talk.answer(kNoPermission);
  talk.confirm("psubscribe", "p*");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, a]", "[SUBSCRIBE, no]", "[SUBSCRIBE, c]"});
  talk.confirm("subscribe", "a");
  talk.answer(kNoPermission);
  talk.confirm("subscribe", "c");
  CHECK(talk.heard ==
        Texts{"channel no refused: the server refused SUBSCRIBE \"no\": NOPERM this user has no permissions"});
  CHECK(talk.standing("a") == Standing::active);
  CHECK(talk.standing("no") == Standing::refused);
  CHECK(talk.standing("c") == Standing::active);
  CHECK(talk.set.standing() == Standing::refused);
  REQUIRE(talk.set.refusal() != nullptr);
  CHECK(talk.set.refusal()->name == "no");
  CHECK(talk.set.refusal()->error->code == "NOPERM");
  CHECK(talk.sent().empty());

  // Not even on a new connection, unless somebody wants it again.
  talk.set.lost();
  Texts again = talk.begin();
  CHECK(again.size() == 3);
  CHECK(
      std::none_of(again.begin(), again.end(), [](const auto& text) { return text.find("no") != std::string::npos; }));
  talk.set.add(Kind::channel, "no");
  CHECK(talk.set.refusal() == nullptr);
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, no]"});
}

TEST_CASE("a refused name that was unsubscribed meanwhile concerns nobody") {
  Conversation talk;
  talk.begin_and_enter();
  talk.set.add(Kind::channel, "no");
  talk.sent();
  talk.set.remove(Kind::channel, "no");
  talk.answer(kNoPermission);
  CHECK(talk.heard.empty());
  CHECK(talk.standing("no") == Standing::absent);
  CHECK(talk.sent().empty());
}

TEST_CASE("an UNSUBSCRIBE that is refused is told, and not sent for ever") {
  Conversation talk;
  talk.set.add(Kind::channel, "a");
  talk.begin_and_enter();
  talk.confirm("subscribe", "a");
  talk.set.remove(Kind::channel, "a");
  talk.sent();
  talk.answer(kNoPermission);
  CHECK(talk.heard.size() == 1);
  CHECK(talk.sent().empty());
  talk.push({"message", "a", "x"});
  CHECK(talk.heard.size() == 1);
}

TEST_CASE("after a loss nothing is active, what is wanted is sent anew, and what was not is forgotten") {
  Conversation talk;
  for (const auto* name : {"a", "b"}) talk.set.add(Kind::channel, name);
  talk.begin_and_enter();
  talk.set.remove(Kind::channel, "b");
  CHECK(talk.sent() == Texts{"[UNSUBSCRIBE, b]"});
  talk.set.lost();
  CHECK(talk.standing("a") == Standing::pending);
  CHECK(talk.standing("b") == Standing::absent);
  CHECK_FALSE(talk.set.is_up());
  CHECK_FALSE(talk.set.waits());
  talk.set.add(Kind::channel, "c");
  talk.set.remove(Kind::channel, "c");
  CHECK(talk.begin_and_enter() == Texts{"[PING]", "[SUBSCRIBE, a]"});
  talk.confirm("subscribe", "a");
  CHECK(talk.set.is_restored());
  CHECK(talk.set.standing() == Standing::active);
}

TEST_CASE("a set is restored when what was wanted at the beginning is answered, whatever came since") {
  Conversation talk;
  for (const auto* name : {"a", "b", "no"}) talk.set.add(Kind::sharded, name);
  talk.begin_and_enter();
  talk.set.add(Kind::channel, "later");
  CHECK(talk.sent() == Texts{"[SUBSCRIBE, later]"});
  talk.set.remove(Kind::sharded, "b");
  talk.sent();
  // The order of the set is not known.
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(talk.set.is_restored());
    talk.answer(kNoPermission);
  }
  CHECK_FALSE(talk.set.is_restored());  // b is being unsubscribed
  talk.confirm("subscribe", "later");
  talk.confirm("sunsubscribe", "b");
  CHECK(talk.set.is_restored());
}

TEST_CASE("a PING is answered in two forms, and any error is a sign of life too") {
  Conversation talk;
  talk.begin_and_enter();
  for (const auto* pong : {"+PONG\r\n", "*2\r\n$4\r\npong\r\n$0\r\n\r\n", "-NOPERM no\r\n"}) {
    CHECK(talk.ping() == Texts{"[PING]"});
    CHECK(talk.set.waits());
    talk.answer(pong);
    CHECK_FALSE(talk.set.waits());
  }
  CHECK(talk.heard.empty());
}

TEST_CASE("what nobody waits for ends the connection") {
  const auto meaning_of = [](std::string_view bytes) {
    Conversation talk;
    talk.set.add(Kind::channel, "a");
    talk.begin_and_enter();
    talk.answer(bytes);
    return talk.heard.empty() ? "" : talk.heard.front().substr(0, talk.heard.front().find(':'));
  };
  CHECK(meaning_of("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n") == "");
  CHECK(meaning_of("*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:1\r\n") == "protocol");
  CHECK(meaning_of("*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n") == "protocol");
  CHECK(meaning_of("*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n") == "protocol");
  CHECK(meaning_of("+OK\r\n") == "protocol");
  CHECK(meaning_of(":1\r\n") == "protocol");
  CHECK(meaning_of("*0\r\n") == "protocol");
  CHECK(meaning_of("*2\r\n$7\r\nmessage\r\n$1\r\na\r\n") == "protocol");
  CHECK(meaning_of("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n:1\r\n") == "protocol");
  CHECK(meaning_of("*2\r\n$4\r\npong\r\n$0\r\n\r\n") == "protocol");
  CHECK(meaning_of("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n-ERR going down\r\n") == "closed");
}

TEST_CASE("a cluster that ends a sharded subscription by itself ends the connection, so that it is asked for again") {
  Conversation talk;
  talk.set.add(Kind::sharded, "s");
  talk.begin_and_enter();
  talk.confirm("ssubscribe", "s");
  talk.confirm("sunsubscribe", "s");
  CHECK(talk.heard == Texts{"closed: the server ended the sharded channel \"s\""});
  talk.set.lost();
  talk.set.remove(Kind::sharded, "s");
  talk.begin_and_enter();
  talk.confirm("sunsubscribe", "s");  // nobody cares
  CHECK(talk.heard.size() == 1);
}
