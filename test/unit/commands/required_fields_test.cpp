// A reply that lacks what every server sends is an error that names the field, not a struct of defaults.

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"
#include "unit/commands/resp_reply.hpp"

#include <functional>
#include <string>
#include <vector>

using namespace tributary;
using namespace tributary::test;

namespace {

struct Case {
  std::string missing;
  std::string reply;
  std::function<void(const std::string&)> read;
};

template <class F>
std::function<void(const std::string&)> reads(F command) {
  return [command](const std::string& reply) { answered(reply, command).result(); };
}

}  // namespace

TEST_CASE("a reply without a field that every server sends is an error that names it") {
  const std::string empty = array({});
  const std::string in_list = array({empty});
  const auto user = reads([](Commands& redis) { return redis.acl_getuser("joe"); });
  const auto shards = reads([](Commands& redis) { return redis.cluster_shards(); });
  const auto functions = reads([](Commands& redis) { return redis.function_stats(); });
  const auto list = reads([](Commands& redis) { return redis.function_list(); });
  const std::string one_node = array({array({bulk("slots"), empty, bulk("nodes"), in_list})});
  const std::string one_function =
      array({array({bulk("library_name"), bulk("l"), bulk("engine"), bulk("LUA"), bulk("functions"), in_list})});
  const std::vector<Case> cases{
      {"flags", empty, user},
      {"passwords", array({bulk("flags"), empty}), user},
      {"slots", in_list, shards},
      {"id", one_node, shards},
      {"library_name", in_list, list},
      {"name", one_function, list},
      {"running_script", empty, functions},
      {"name", array({bulk("running_script"), empty, bulk("engines"), empty}), functions},
      {"count", in_list, reads([](Commands& redis) { return redis.acl_log(); })},
      {"direction", in_list, reads([](Commands& redis) { return redis.cluster_links(); })},
      {"name", in_list, reads([](Commands& redis) { return redis.module_list(); })},
      {"calls", array({bulk("get"), empty}), reads([](Commands& redis) { return redis.latency_histogram(); })},
      {"cluster_state", bulk(""), reads([](Commands& redis) { return redis.cluster_info(); })},
      {"id", bulk("name=a\n"), reads([](Commands& redis) { return redis.client_list(); })},
  };
  for (const Case& one : cases) {
    INFO(one.missing << " of " << one.reply);
    CHECK_THROWS_WITH(one.read(one.reply), Catch::Contains("a field \"" + one.missing + '"'));
  }
}
