// Large collections, page by page.     scanning <uri>

#include <tributary/tributary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

using tributary::Client;
using tributary::PipelineContext;

namespace {

void count_keys(Client& redis) {
  // [keys]
  std::vector<std::string> users;
  for (std::string& key : scan_keys(redis, {.match = "user:*", .count = 500, .unique = true})) {
    users.push_back(std::move(key));
  }
  fmt::print("{} users\n", users.size());
  // [/keys]
}

void sum_fields(Client& redis) {
  // [fields]
  std::int64_t votes = 0;
  for (const auto& [name, count] : scan_fields<std::string, std::int64_t>(redis, "votes", {.unique = true})) {
    votes += count;
  }
  fmt::print("{} votes\n", votes);
  // [/fields]
}

void delete_many(Client& redis) {
  // [delete]
  PipelineContext pipe{redis};
  for (const std::string& key : scan_keys(redis, {.match = "session:*", .count = 500})) {
    pipe.unlink(key);
    if (pipe.size() >= 1000) pipe.execute();
  }
  pipe.execute();
  // [/delete]
  fmt::print("{} keys remain\n", redis.dbsize());
}

void one_page(Client& redis) {
  // [page]
  PipelineContext pipe{redis};
  const auto votes = pipe.hscan("votes", 0, {.match = "*a*"});
  const auto groups = pipe.sscan("groups", 0);
  pipe.execute();  // one page of each, one round trip
  fmt::print("{} and {} of the first pages\n", votes->elements.size(), groups->elements.size());
  // [/page]
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} <uri>\n", argv[0]);
    return 2;
  }
  Client redis{argv[1]};
  {
    PipelineContext pipe{redis};
    for (int i = 0; i < 1000; ++i) {
      pipe.set(fmt::format("user:{}", i), i);
      pipe.set(fmt::format("session:{}", i), i);
    }
    pipe.hset("votes", {{"cats", 40}, {"dogs", 2}});
    pipe.sadd("groups", {"admins", "editors"});
    pipe.execute();
  }
  count_keys(redis);
  sum_fields(redis);
  delete_many(redis);
  one_page(redis);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
