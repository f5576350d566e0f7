#include "modes/modes.hpp"
#include "peers.hpp"

#include <algorithm>
#include <array>

namespace tributary::bench {
namespace {

constexpr std::array kModes {
  ModeEntry{"wire", "bytes built beforehand, replies only counted: the limit for every client", &make_wire},
      ModeEntry{"hiredis",
                "redisAppendCommandArgv and redisGetReply for each command",
                &make_hiredis,
                false,
                Subject::values,
                Timed::batches,
                true},
      ModeEntry{"flat", "recorded into one PipelineContext, executed, every result read", &make_flat},
      ModeEntry{"nested4", "like flat, but each command recorded four nested contexts deep", &make_nested4},
      ModeEntry{"streaming",     "one context for all commands, with flush_every = batch",
                &make_streaming, false,
                Subject::values, Timed::nothing},
      ModeEntry{"keyspace", "like flat, through a String of a keyspace, which makes keys of ids", &make_keyspace},
      ModeEntry{"unpipelined",     "run by the Client itself, a round trip for each command",
                &make_unpipelined, true,
                Subject::values,   Timed::commands},
      ModeEntry{"async", "like flat, by one coroutine on an AsyncClient", &make_async},
      ModeEntry{"auto1",         "one coroutine on an AsyncClient, one command after the other",
                &make_auto1,     true,
                Subject::values, Timed::commands},
      ModeEntry{"auto16",        "16 coroutines on one AsyncClient, one command after the other each",
                &make_auto16,    false,
                Subject::values, Timed::commands},
      ModeEntry{"auto128", "128 of them", &make_auto128, false, Subject::values, Timed::commands},
      ModeEntry{"auto1024", "1024 of them", &make_auto1024, false, Subject::values, Timed::commands},
      ModeEntry{"threads8",      "8 threads on one AsyncClient, each waits for one command after the other",
                &make_threads8,  false,
                Subject::values, Timed::commands},
      ModeEntry{"threads64", "64 of them", &make_threads64, false, Subject::values, Timed::commands},
      ModeEntry{"pool8",         "8 threads on a Client, one command after the other each",
                &make_pool8,     false,
                Subject::values, Timed::commands},
#if TRIBUTARY_BENCH_HAS_REDIS_PLUS_PLUS
      ModeEntry{"redis_plus_plus",
                "redis-plus-plus: one Pipeline, executed for each batch",
                &make_redis_plus_plus,
                false,
                Subject::values,
                Timed::batches,
                true},
#endif
#if TRIBUTARY_BENCH_HAS_BOOST_REDIS
      ModeEntry{.name = "boost_redis",
                .summary = "Boost.Redis: one request a batch, read as a generic_response; over TCP",
                .make = &make_boost_redis,
                .other_client = true,
                .tcp_only = true},
      ModeEntry{.name = "boost_redis128",
                .summary = "128 coroutines on one connection of Boost.Redis, one command after the other each",
                .make = &make_boost_redis128,
                .timed = Timed::commands,
                .other_client = true,
                .tcp_only = true},
      ModeEntry{.name = "boost_redis1024",
                .summary = "1024 of them",
                .make = &make_boost_redis1024,
                .timed = Timed::commands,
                .other_client = true,
                .tcp_only = true},
#endif
      ModeEntry{"by_hand3", "three dependent GETs a function, as three batches written by hand", &make_by_hand3, false,
                Subject::chains},
      ModeEntry{"waves3", "the same functions as coroutines in one batch", &make_waves3, false, Subject::chains},
      ModeEntry{"then3", "the same by then()", &make_then3, false, Subject::chains},
      ModeEntry{"map_load", "HGETALL of ten fields into a std::map of texts, recorded like flat", &make_map_load, false,
                Subject::read_records},
      ModeEntry{"model_load", "the same record loaded into a model", &make_model_load, false, Subject::read_records},
      ModeEntry{"map_save", "HSET of ten pairs, recorded like flat", &make_map_save, false, Subject::written_records},
      ModeEntry{"model_save", "a model with ten changed fields, saved", &make_model_save, false,
                Subject::written_records},
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
