#include "modes/modes.hpp"
#include "peers.hpp"

#include <algorithm>
#include <array>

namespace tributary::bench {
namespace {

constexpr std::array kModes {
  ModeEntry{.name = "wire",
            .summary = "bytes built beforehand, replies only counted: the limit for every client",
            .make = &make_wire,
            .clients = Clients::threads},
      ModeEntry{.name = "hiredis",
                .summary = "redisAppendCommandArgv and redisGetReply for each command",
                .make = &make_hiredis,
                .clients = Clients::threads,
                .other_client = true},
      ModeEntry{.name = "flat",
                .summary = "recorded into one PipelineContext, executed, every result read",
                .make = &make_flat,
                .clients = Clients::threads},
      ModeEntry{.name = "nested4",
                .summary = "like flat, but each command recorded four nested contexts deep",
                .make = &make_nested4,
                .clients = Clients::threads},
      ModeEntry{.name = "atomic",
                .summary = "like flat, but each batch a transaction: MULTI and EXEC around it",
                .make = &make_atomic,
                .clients = Clients::threads},
      ModeEntry{.name = "streaming",
                .summary = "one context for all commands, with flush_every = batch",
                .make = &make_streaming,
                .timed = Timed::nothing,
                .clients = Clients::threads},
      ModeEntry{.name = "keyspace",
                .summary = "like flat, through a String of a keyspace, which makes keys of ids",
                .make = &make_keyspace,
                .clients = Clients::threads,
                .only_strings = true},
      ModeEntry{.name = "unpipelined",
                .summary = "run by the Client itself, a round trip for each command",
                .make = &make_unpipelined,
                .round_trip_each = true,
                .timed = Timed::commands,
                .clients = Clients::threads},
      ModeEntry{.name = "async",
                .summary = "like flat, by one coroutine on an AsyncClient",
                .make = &make_async,
                .clients = Clients::loop},
      ModeEntry{.name = "auto1",
                .summary = "one coroutine on an AsyncClient, one command after the other",
                .make = &make_auto1,
                .round_trip_each = true,
                .timed = Timed::commands,
                .clients = Clients::loop},
      ModeEntry{.name = "auto16",
                .summary = "16 coroutines on one AsyncClient, one command after the other each",
                .make = &make_auto16,
                .timed = Timed::commands,
                .clients = Clients::loop},
      ModeEntry{.name = "auto128",
                .summary = "128 of them",
                .make = &make_auto128,
                .timed = Timed::commands,
                .clients = Clients::loop},
      ModeEntry{.name = "auto1024",
                .summary = "1024 of them",
                .make = &make_auto1024,
                .timed = Timed::commands,
                .clients = Clients::loop},
      ModeEntry{.name = "window",
                .summary = "as many of them as --window says for each connection",
                .make = &make_window,
                .timed = Timed::commands,
                .clients = Clients::loop,
                .on_request = true},
#if TRIBUTARY_BENCH_HAS_TLS
      ModeEntry{.name = "flat_tls",
                .summary = "like flat, over TLS",
                .make = &make_flat_tls,
                .clients = Clients::threads,
                .over_tls = true,
                .on_request = true},
      ModeEntry{.name = "unpipelined_tls",
                .summary = "like unpipelined, over TLS",
                .make = &make_unpipelined_tls,
                .round_trip_each = true,
                .timed = Timed::commands,
                .clients = Clients::threads,
                .over_tls = true,
                .on_request = true},
#endif
      ModeEntry{.name = "threads8",
                .summary = "8 threads on one AsyncClient, each waits for one command after the other",
                .make = &make_threads8,
                .timed = Timed::commands,
                .clients = Clients::shared,
                .own_threads = 8},
      ModeEntry{.name = "threads64",
                .summary = "64 of them",
                .make = &make_threads64,
                .timed = Timed::commands,
                .clients = Clients::shared,
                .own_threads = 64},
      ModeEntry{.name = "pool8",
                .summary = "8 threads on a Client, one command after the other each",
                .make = &make_pool8,
                .timed = Timed::commands,
                .own_threads = 8},
#if TRIBUTARY_BENCH_HAS_REDIS_PLUS_PLUS
      ModeEntry{.name = "redis_plus_plus",
                .summary = "redis-plus-plus: one Pipeline, executed for each batch",
                .make = &make_redis_plus_plus,
                .clients = Clients::threads,
                .other_client = true},
#endif
#if TRIBUTARY_BENCH_HAS_BOOST_REDIS
      ModeEntry{.name = "boost_redis",
                .summary = "Boost.Redis: one request a batch, read as a generic_response; over TCP",
                .make = &make_boost_redis,
                .clients = Clients::threads,
                .other_client = true,
                .tcp_only = true},
      ModeEntry{.name = "boost_redis128",
                .summary = "128 coroutines on one connection of Boost.Redis, one command after the other each",
                .make = &make_boost_redis128,
                .timed = Timed::commands,
                .only_strings = true,
                .other_client = true,
                .tcp_only = true},
      ModeEntry{.name = "boost_redis1024",
                .summary = "1024 of them",
                .make = &make_boost_redis1024,
                .timed = Timed::commands,
                .only_strings = true,
                .other_client = true,
                .tcp_only = true},
#endif
      ModeEntry{.name = "by_hand3",
                .summary = "three dependent GETs a function, as three batches written by hand",
                .make = &make_by_hand3,
                .subject = Subject::chains},
      ModeEntry{.name = "waves3",
                .summary = "the same functions as coroutines in one batch",
                .make = &make_waves3,
                .subject = Subject::chains},
      ModeEntry{.name = "then3", .summary = "the same by then()", .make = &make_then3, .subject = Subject::chains},
      ModeEntry{.name = "map_load",
                .summary = "HGETALL of ten fields into a std::map of texts, recorded like flat",
                .make = &make_map_load,
                .subject = Subject::read_records},
      ModeEntry{.name = "model_load",
                .summary = "the same record loaded into a model",
                .make = &make_model_load,
                .subject = Subject::read_records},
      ModeEntry{.name = "map_save",
                .summary = "HSET of ten pairs, recorded like flat",
                .make = &make_map_save,
                .subject = Subject::written_records},
      ModeEntry{.name = "model_save",
                .summary = "a model with ten changed fields, saved",
                .make = &make_model_save,
                .subject = Subject::written_records},
};

}  // namespace

std::vector<Peer> known_peers() {
  std::vector<Peer> peers;
#if TRIBUTARY_BENCH_HAS_REDIS_PLUS_PLUS
  peers.push_back({"redis-plus-plus", redis_plus_plus_version()});
#endif
#if TRIBUTARY_BENCH_HAS_BOOST_REDIS
  peers.push_back({"Boost.Redis", boost_redis_version()});
#endif
  return peers;
}

std::span<const ModeEntry> known_modes() noexcept { return kModes; }

const ModeEntry* find_mode(std::string_view name) noexcept {
  const auto found =
      std::find_if(kModes.begin(), kModes.end(), [&](const ModeEntry& mode) { return mode.name == name; });
  return found == kModes.end() ? nullptr : &*found;
}

}  // namespace tributary::bench
