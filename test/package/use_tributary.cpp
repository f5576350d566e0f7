// What an application has of each part of the library: commands, a keyspace, a model, a subscriber, and printing. Every
// way to consume the library builds and runs it.
#include <tributary/keyspaces.hpp>
#include <tributary/models.hpp>
#include <tributary/transport/subscriber.hpp>
#include <tributary/tributary.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;

namespace {

struct Followers : tributary::SortedSet<"F", std::string> {
  using SortedSet::SortedSet;
};

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> name;
  tributary::Field<"logins", std::int64_t> logins{0};
  static constexpr auto fields = std::tuple{&User::name, &User::logins};
};

tributary::DeferredResult<std::int64_t> count(tributary::Commands& redis, std::string_view key) {
  tributary::PipelineContext pipe{redis};
  auto total = pipe.incrby(key, 2);
  pipe.expire(key, 60s);
  pipe.execute();
  return total;
}

int use(const char* uri) {
  tributary::Client redis{uri};

  tributary::PipelineContext pipe{redis};
  const auto total = count(pipe, "hits");
  const Followers followers{pipe, "1"};
  followers.zadd("a", 1.5);
  const auto members = followers.zrange(0, -1);
  const auto score = followers.zscore("a");
  User bob{"1"};
  bob.name = "Bob";
  bob.save(pipe);
  const auto loaded = User::load(pipe, "1");
  const auto text = pipe.get<tributary::Utf8>("nothing");
  pipe.execute();
  if (*members != std::vector<std::string>{"a"} || *score != 1.5) return 1;
  if (!*loaded || (*loaded)->name.value_or("?") != "Bob") return 1;

  tributary::Subscriber subscriber{redis};
  subscriber.subscribe("news");
  if (!subscriber.wait_until_active(10s)) return 1;
  redis.command<std::int64_t>("PUBLISH", "news", "hello");
  if (!subscriber.next(10s)) return 1;

  const std::string printed = fmt::format("{:>3} {} {}", total, text, tributary::Utf8{"text"});
  fmt::print("{}\n{}\n", printed, loaded);
  return printed == "  2 (nil) text" ? 0 : 1;
}

}  // namespace

int use_tributary(const char* uri) {
  try {
    return use(uri);
  } catch (const std::exception& error) {
    fmt::print("{}\n", error.what());
    return 1;
  }
}
