#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include "integration/emptied_client.hpp"
#include "integration/observe.hpp"
#include "support/catch.hpp"

#include <string>
#include <tuple>

using namespace tributary;
using namespace std::chrono_literals;

namespace {

/// Lives for a minute after each write.
struct Visit : Model<Visit> {
  using Model::Model;
  static constexpr Keyspace keyspace{"S", {.expiry = std::chrono::seconds{60}}};
  Field<"user", std::string> user;
  Field<"hits", int> hits;
  static constexpr auto fields = std::tuple{&Visit::user, &Visit::hits};
};

/// Lives for a minute after it was made.
struct Ticket : Model<Ticket> {
  using Model::Model;
  static constexpr Keyspace keyspace{"T", {.expiry = std::chrono::seconds{60}}};
  static constexpr ExpiryStarts expiry_starts = ExpiryStarts::at_creation;
  Field<"seat", int> seat;
  static constexpr auto fields = std::tuple{&Ticket::seat};
};

/// No expiry of its own.
struct Lasting : Model<Lasting> {
  using Model::Model;
  static constexpr Keyspace keyspace{"P"};
  Field<"value", int> value;
  static constexpr auto fields = std::tuple{&Lasting::value};
};

struct Login : Model<Login> {
  using Model::Model;
  static constexpr Keyspace keyspace{"L"};
  Field<"user", std::string> user;
  Field<"token", std::string, ExpiresAfterSeconds<60>> token;
  Field<"tries", int, ExpiresAfterSeconds<60>> tries;
  static constexpr auto fields = std::tuple{&Login::user, &Login::token, &Login::tries};
};

struct Expiring {
  /// Seconds left, or -1 for ever.
  std::int64_t ttl(std::string_view key) {
    const auto left = redis.ttl(key);
    return left->time ? left->time->count() : -1;
  }

  Client redis = test::emptied_client();
};

}  // namespace

TEST_CASE_METHOD(Expiring, "Every write renews the expiry of a model that has one") {
  Visit session{1};
  const auto check_renewed = [&] {
    CHECK(ttl("S{1}") > 50);
    redis.expire("S{1}", 20s);
  };
  session.user = "Bob";
  session.save(redis);
  check_renewed();
  session.hits = 1;
  session.save(redis, {.only_if = Exists::yes});
  check_renewed();
  session.incr(redis, &Visit::hits);
  check_renewed();
  session.pop(redis, &Visit::hits);
  check_renewed();
  session.remove(redis, &Visit::hits);
  check_renewed();
  session.save(redis);  // nothing to write
  CHECK(ttl("S{1}") <= 20);
}

TEST_CASE_METHOD(Expiring, "An expiry from the creation on is not renewed") {
  Ticket ticket{1};
  ticket.seat = 1;
  ticket.save(redis);
  CHECK(ttl("T{1}") > 50);
  redis.expire("T{1}", 20s);
  ticket.seat = 2;
  ticket.save(redis);
  ticket.seat = 3;
  ticket.save(redis, {.only_if = Exists::yes});
  ticket.incr(redis, &Ticket::seat);
  CHECK(ttl("T{1}") <= 20);
}

TEST_CASE_METHOD(Expiring, "A model without an expiry leaves that of its records alone") {
  Lasting plain{1};
  plain.value = 1;
  plain.save(redis);
  CHECK(ttl("P{1}") == -1);
  redis.expire("P{1}", 20s);
  plain.value = 2;
  plain.save(redis);
  const auto left = ttl("P{1}");
  CHECK(left > 0);
  CHECK(left <= 20);
}

TEST_CASE_METHOD(Expiring, "Fields expire where the server can; elsewhere nothing is stored, and the error says why") {
  Login login{1};
  login.user = "Bob";
  login.save(redis);  // needs nothing of the server
  login.token = "secret";
  const bool new_server = test::server_error_of([&] { redis.hpttl("L{1}", "user"); }).empty();
  if (new_server) {
    login.save(redis);
    CHECK(redis.httl("L{1}", "token")->time.value() > 50s);
    CHECK_FALSE(redis.httl("L{1}", "user")->time.has_value());
    login.incr(redis, &Login::tries);
    redis.hexpire("L{1}", "tries", 20s);
    login.incr(redis, &Login::tries);  // it counts from the first
    CHECK(redis.httl("L{1}", "tries")->time.value() <= 20s);
    redis.set("L{2}", "text");
    Login wrong{2};
    wrong.token = "x";
    CHECK(test::thrown_by<ServerError>([&] { wrong.save(redis); }).code() == "WRONGTYPE");
  } else {
    const auto thrown = test::thrown_by<ServerError>([&] { login.save(redis); });
    CHECK(thrown.code() == "NOFIELDEXPIRY");
    CHECK(thrown.info().message == "NOFIELDEXPIRY the server cannot let fields expire: it is older than Redis 7.4");
    CHECK(login.token.changed());
    CHECK(*redis.hexists("L{1}", "token") == false);
    CHECK(test::thrown_by<ServerError>([&] { login.incr(redis, &Login::tries); }).code() == "NOFIELDEXPIRY");
    CHECK(*redis.hexists("L{1}", "tries") == false);
  }
}
