// The code of docs/guide/waves.md: functions whose next question depends on an answer.
//
//   waves <uri>

#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tributary;

namespace {

struct User : Model<User> {
  using Model::Model;
  static constexpr Keyspace keyspace{"user"};

  Field<"name", std::string> name;

  static constexpr auto fields = std::tuple{&User::name};
};

struct Page {
  std::string title;
  std::vector<std::string> posts;
};

std::string session_key(std::string_view session) { return fmt::format("session:{}", session); }
std::string feed_key(std::int64_t user) { return fmt::format("feed:{}", user); }
std::string post_key(std::string_view post) { return fmt::format("post:{}", post); }

void fill(Client& redis) {
  PipelineContext pipe{redis};
  for (std::int64_t id = 1; id <= 100; ++id) {
    User user{std::to_string(id)};
    user.name = fmt::format("user {}", id);
    user.save(pipe);
    pipe.set(session_key(fmt::format("s{}", id)), id);
    pipe.rpush(feed_key(id), {fmt::format("{}a", id), fmt::format("{}b", id)});
    for (const char post : {'a', 'b'}) pipe.set(post_key(fmt::format("{}{}", id, post)), fmt::format("post {}", post));
  }
  pipe.execute();
}

std::vector<std::string> some_sessions() {
  std::vector<std::string> sessions;
  for (int i = 1; i <= 100; ++i) sessions.push_back(fmt::format("s{}", i));
  return sessions;
}

std::int64_t reads_of(Client& redis) {
  const std::string info = redis.info("stats").result();
  constexpr std::string_view kName = "\ntotal_reads_processed:";
  return std::stoll(info.substr(info.find(kName) + kName.size()));
}

/// How often the server reads requests while `work` runs.
template <class F>
std::int64_t round_trips(Client& redis, F&& work) {
  const std::int64_t before = reads_of(redis);
  work();
  return reads_of(redis) - before - 1;
}

// [loop]
std::vector<Page> pages_one_by_one(Client& redis, const std::vector<std::string>& sessions) {
  std::vector<Page> pages;
  for (const auto& session : sessions) {
    auto user_id = redis.get<std::int64_t>(session_key(session));
    if (!user_id->has_value()) continue;
    auto user = User::load(redis, **user_id);
    auto feed = redis.lrange(feed_key(**user_id), 0, 9);
    Page page{user->value().name.value_or("nobody"), {}};
    for (const auto& post : *feed) page.posts.push_back(redis.get(post_key(post))->value_or("(gone)"));
    pages.push_back(std::move(page));
  }
  return pages;  // 100 sessions: 500 round trips
}
// [/loop]

// [posts]
DeferredResult<std::vector<std::string>> load_posts(Pipe redis, std::vector<std::string> ids) {
  std::vector<DeferredResult<std::optional<std::string>>> texts;
  for (const auto& id : ids) texts.push_back(redis->get(post_key(id)));
  std::vector<std::string> posts;
  for (auto& text : co_await all(texts)) posts.push_back(std::move(text).value_or("(gone)"));
  co_return posts;
}
// [/posts]

// [page]
DeferredResult<Page> home_page(Pipe redis, std::string session) {
  auto user_id = co_await redis->get<std::int64_t>(session_key(session));  // first wave
  if (!user_id) co_return Page{"Please log in", {}};
  auto [user, feed] = co_await all(User::load(*redis, *user_id),  // second wave
                                   redis->lrange(feed_key(*user_id), 0, 9));
  auto posts = co_await load_posts(redis, feed);  // third wave: itself such a function
  co_return Page{user ? user->name.value_or("nobody") : "nobody", std::move(posts)};
}
// [/page]

void hundred_pages(Client& redis) {
  const auto sessions = some_sessions();
  const std::int64_t loop = round_trips(redis, [&] { pages_one_by_one(redis, sessions); });

  std::vector<DeferredResult<Page>> pages;
  const std::int64_t waves = round_trips(redis, [&] {
    // [hundred]
    PipelineContext pipe{redis};
    for (const auto& session : sessions) pages.push_back(home_page(pipe, session));  // a hundred of them
    pipe.execute();                                                                  // three round trips
    // [/hundred]
  });
  fmt::print("100 pages: {} round trips in a loop, {} in waves; {} has {} posts\n", loop, waves, pages.back()->title,
             pages.back()->posts.size());
}

void alone(Client& redis) {
  // [alone]
  auto page = home_page(redis, "s7");  // with a client: its own three round trips, done when it returns
  fmt::print("{}\n", page->title);
  // [/alone]
}

void with_then(Client& redis) {
  // [then]
  PipelineContext pipe{redis};
  auto first_post = pipe.lrange(feed_key(1), 0, 0).then([](const std::vector<std::string>& ids, Pipe next) {
    return next->get(post_key(ids.at(0)));  // a result: the step of the next wave
  });
  pipe.execute();
  fmt::print("{}\n", first_post->value());
  // [/then]
}

// [capture]
DeferredResult<std::optional<std::string>> first_post(Commands& redis, std::int64_t user) {
  return redis.lrange(feed_key(user), 0, 0).then([next = Pipe{redis}](const std::vector<std::string>& ids) {
    return next->get(post_key(ids.at(0)));
  });
}
// [/capture]

// [errors]
DeferredResult<std::int64_t> count_or_reset(Pipe redis, std::string key) {
  bool is_number = true;
  std::int64_t count = 1;
  try {
    count = co_await redis->incr(key);
  } catch (const ServerError&) {
    is_number = false;
  }
  if (!is_number) co_await redis->set(key, count);
  co_return count;
}
// [/errors]

void errors(Client& redis) {
  redis.set("broken", "x");
  // [in_results]
  PipelineContext pipe{redis};
  auto visits = count_or_reset(pipe, "broken");
  pipe.execute(Errors::in_results);  // the command did fail: execute() would throw
  fmt::print("{}\n", visits);
  // [/in_results]
}

// [atomic]
DeferredResult<Ok> rename_user(Pipe redis, std::int64_t id, std::string name) {
  const auto feed = co_await redis->llen(feed_key(id));
  PipelineContext both{*redis, atomically};  // MULTI ... EXEC within the second wave
  both.hset(fmt::format("user:{}", id), "name", name);
  both.rpush("events", {name, std::to_string(feed)});
  both.execute();
}
// [/atomic]

// [borrowed]
struct Settings {
  std::size_t most_posts = 1;
};

DeferredResult<std::vector<std::string>> some_posts(Pipe redis, Borrowed<const Settings> settings, std::int64_t user) {
  auto ids = co_await redis->lrange(feed_key(user), 0, -1);
  ids.resize(std::min(ids.size(), settings->most_posts));
  co_return co_await load_posts(redis, std::move(ids));
}
// [/borrowed]

void borrow(Client& redis) {
  const Settings settings;
  PipelineContext pipe{redis};
  auto posts = some_posts(pipe, borrowed(settings), 3);
  auto renamed = rename_user(pipe, 3, "Jill");
  auto first = first_post(pipe, 3);
  pipe.execute();
  renamed.result();
  fmt::print("{} post, {} events, {}\n", posts->size(), redis.llen("events"), first->value());
}

// [retry]
DeferredResult<std::string> claim_name(Pipe redis, std::string name) {
  for (int i = 1;; ++i) {  // as many waves as it takes
    std::string candidate = i == 1 ? name : fmt::format("{}{}", name, i);
    if (co_await redis->hsetnx("names", candidate, "taken")) co_return candidate;
  }
}
// [/retry]

void claim(Client& redis) {
  PipelineContext pipe{redis};
  std::vector<DeferredResult<std::string>> names;
  for (int i = 0; i < 3; ++i) names.push_back(claim_name(pipe, "jo"));
  pipe.execute();
  fmt::print("{}, {}, {}\n", names[0], names[1], names[2]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  try {
    Client redis{argv[1]};
    fill(redis);
    hundred_pages(redis);
    alone(redis);
    with_then(redis);
    errors(redis);
    borrow(redis);
    claim(redis);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "waves: {}\n", error.what());
    return 1;
  }
}
