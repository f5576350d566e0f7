#pragma once

#include <tributary/core/all.hpp>
#include <tributary/keyspace/family_access.hpp>
#include <tributary/keyspace/family_call.hpp>
#include <tributary/keyspace/hashed_entries.hpp>
#include <tributary/keyspace/shard_hash.hpp>
#include <tributary/keyspace/string.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary {

/// A large map from ids to values of type T, kept in `shards` hashes, which costs the server less memory than as many
/// keys of their own would.
///
///     struct Emails : HashedString<"E"> { using HashedString::HashedString; };
///     Emails emails{redis};
///     emails.set("joe", "joe@example.com");
///     auto found = emails.mget({"joe", "jill"});     // one round trip, in the order of the ids
///
/// An id is a field of the hash whose number is shard_hash(id) % shards: another number of shards finds nothing of what
/// was stored. The hashes are far from each other in a cluster, so functions on many ids are no single step.
///
/// Bound to a client each call runs at once, in one round trip; to a context it is recorded there, or on the keyspace's
/// own connection; see KeyFamily. Entries do not expire by themselves, so the keyspace cannot have an expiry.
template <Keyspace K, Storable T = std::string, std::size_t shards = 64, Storable IdType = std::string>
class HashedString {
  static_assert(shards > 0, "a HashedString needs at least one shard");
  static_assert(K.expiry_seconds == 0, "a HashedString cannot expire: a key of it holds the values of many ids");

 public:
  using Id = IdType;
  using Value = T;
  static constexpr Keyspace keyspace = K;
  static constexpr std::size_t shard_count = shards;

  explicit HashedString(Commands& redis) noexcept : redis_{&redis} {}

  /// In which shard an id is.
  static std::size_t shard_of(Given<Id> id) { return static_cast<std::size_t>(shard_hash(to_bytes(id)) % shards); }
  /// What Redis calls a shard.
  static std::string key_of_shard(std::size_t shard) { return K.key(shard); }

  /// HGET.
  DeferredResult<std::optional<T>> get(Given<Id> id) const {
    return call(id, [&](Commands& redis, const std::string& key) { return redis.hget<T>(key, id); });
  }
  /// HSET. True when there was nothing.
  DeferredResult<bool> set(Given<Id> id, Given<T> value) const {
    return call(id, [&](Commands& redis, const std::string& key) { return redis.hset(key, id, value); });
  }
  /// HSETNX. True when it was stored.
  DeferredResult<bool> setnx(Given<Id> id, Given<T> value) const {
    return call(id, [&](Commands& redis, const std::string& key) { return redis.hsetnx(key, id, value); });
  }
  /// HEXISTS.
  DeferredResult<bool> exists(Given<Id> id) const {
    return call(id, [&](Commands& redis, const std::string& key) { return redis.hexists(key, id); });
  }
  /// HSTRLEN.
  DeferredResult<std::int64_t> strlen(Given<Id> id) const {
    return call(id, [&](Commands& redis, const std::string& key) { return redis.hstrlen(key, id); });
  }
  /// HINCRBY. The sum as String::incrby() gives it.
  template <detail::Countable N = T>
  DeferredResult<detail::CountOf<N>> incrby(Given<Id> id, std::int64_t by) const {
    return call(id, [&](Commands& redis, const std::string& key) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::hincrby(redis, detail::result_type<detail::CountOf<N>>, key, id, by));
    });
  }
  /// HINCRBYFLOAT.
  template <detail::Addable N = T>
  DeferredResult<detail::SumOf<N>> incrbyfloat(Given<Id> id, ExactDouble by) const {
    return call(id, [&](Commands& redis, const std::string& key) {
      return detail::deferred<detail::SumOf<N>>(
          detail::FamilyAccess::hincrbyfloat(redis, detail::result_type<detail::SumOf<N>>, key, id, by));
    });
  }
  /// HDEL. True when it was there.
  template <GivenAs<Id> One>
  DeferredResult<bool> del(const One& id) const {
    const Given<Id> given = id;
    return call(given, [&](Commands& redis, const std::string& key) { return redis.hdel(key, given); });
  }
  /// HDEL of each shard concerned. How many were there.
  ///
  /// Errors:   std::invalid_argument for an empty list
  DeferredResult<std::int64_t> del(Many<Id> ids) const {
    return batch([&](Commands& redis) {
      std::vector<DeferredResult<std::int64_t>> counts;
      for (const auto& group : detail::ids_by_shard(ids, shards, "del")) {
        counts.push_back(redis.hdel(key_of_shard(group.shard), group.fields));
      }
      return sum(counts);
    });
  }

  /// HMGET of each shard concerned: each value in the place of its id, std::nullopt where nothing is.
  ///
  /// Errors:   std::invalid_argument for an empty list
  DeferredResult<std::vector<std::optional<T>>> mget(Many<Id> ids) const {
    return batch([&](Commands& redis) {
      auto groups = detail::ids_by_shard(ids, shards, "mget");
      std::vector<DeferredResult<std::vector<std::optional<T>>>> parts;
      for (const auto& group : groups) parts.push_back(redis.hmget<T>(key_of_shard(group.shard), group.fields));
      return all(parts).then([groups = std::move(groups), size = ids.size()](const auto& values) {
        std::vector<std::optional<T>> ordered(size);
        for (std::size_t part = 0; part < groups.size(); ++part) {
          const auto& positions = groups[part].positions;
          for (std::size_t i = 0; i < positions.size(); ++i) ordered[positions[i]] = values[part].at(i);
        }
        return ordered;
      });
    });
  }
  /// HSET of each shard concerned. How many ids had nothing.
  ///
  /// Errors:   std::invalid_argument for an empty list
  DeferredResult<std::int64_t> mset(ManyPairs<Id, T> values) const {
    return batch([&](Commands& redis) {
      std::vector<DeferredResult<std::int64_t>> counts;
      for (const auto& group : detail::pairs_by_shard(values, shards, "mset")) {
        counts.push_back(redis.hset(key_of_shard(group.shard), group.fields));
      }
      return sum(counts);
    });
  }

  /// HLEN of every shard: how many ids have a value.
  DeferredResult<std::int64_t> size() const {
    return batch([&](Commands& redis) {
      std::vector<DeferredResult<std::int64_t>> counts;
      for (std::size_t shard = 0; shard < shards; ++shard) counts.push_back(redis.hlen(key_of_shard(shard)));
      return sum(counts);
    });
  }
  /// UNLINK of every shard. How many had something.
  DeferredResult<std::int64_t> clear() const {
    return batch([&](Commands& redis) {
      std::vector<std::string> keys;
      for (std::size_t shard = 0; shard < shards; ++shard) keys.push_back(key_of_shard(shard));
      return redis.unlink(keys);
    });
  }

  /// A page of one shard, 0 to shard_count - 1. See ScanCommands.
  ///
  /// Errors:   std::invalid_argument for another shard
  DeferredResult<ScanPage<std::pair<Id, T>>> scan(std::size_t shard, std::uint64_t cursor,
                                                  const ScanOptions& options = {}) const {
    detail::require_shard(shard, shards);
    return detail::call_family(
        *redis_, K, [&](Commands& redis) { return redis.hscan<Id, T>(key_of_shard(shard), cursor, options); });
  }
  /// All entries of all shards: `for (const auto& [id, value] : Emails::scan_entries(client)) ...`. The client is that
  /// of the keyspace's own connection, when it names one.
  static HashedEntries<Id, T> scan_entries(const Deployment& client, const ScanRangeOptions& options = {}) {
    std::vector<ScanRange<std::pair<Id, T>>> ranges;
    ranges.reserve(shards);
    for (std::size_t shard = 0; shard < shards; ++shard) {
      ranges.push_back(scan_fields<Id, T>(client, key_of_shard(shard), options));
    }
    return HashedEntries<Id, T>{std::move(ranges)};
  }
  template <class... U>
  static void scan_entries(const PipelineContext&, ScanRangeOptions = {}) = delete;  // scan with the context's client

 private:
  template <class F>
  auto call(Given<Id> id, F&& command) const {
    const std::string key = key_of_shard(shard_of(id));
    return detail::call_family(*redis_, K, [&](Commands& redis) { return command(redis, key); });
  }
  template <class F>
  auto batch(F&& record) const {
    return detail::batch_family(*redis_, K, record);
  }
  static DeferredResult<std::int64_t> sum(const std::vector<DeferredResult<std::int64_t>>& counts) {
    return all(counts).then([](const std::vector<std::int64_t>& values) {
      std::int64_t total = 0;
      for (const std::int64_t value : values) total += value;
      return total;
    });
  }

  Commands* redis_;
};

}  // namespace tributary
