#pragma once

#include <tributary/commands/commands.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace tributary::detail {

/// Commands whose reply is decoded by a keyspace: keys as ids, and values and sums by types of their own.
struct FamilyAccess {
  static SlotHandle scan(ScanCommands& redis, const ResultType& type, std::uint64_t cursor,
                         const KeyScanOptions& options) {
    return redis.scan_as(type, cursor, options);
  }
  static SlotHandle lmpop(ListCommands& redis, const ResultType& type, const Arguments& keys, ListEnd from,
                          std::int64_t count) {
    return redis.lmpop_as(type, keys, from, count);
  }
  static SlotHandle zmpop(SortedSetCommands& redis, const ResultType& type, const Arguments& keys, ScoreEnd from,
                          std::int64_t count) {
    return redis.zmpop_as(type, keys, from, count);
  }
  static SlotHandle blmpop(BlockingCommands& redis, const ResultType& type, const Arguments& keys, ListEnd from,
                           std::chrono::milliseconds timeout, std::int64_t count) {
    return redis.blmpop_as(type, keys, from, timeout, count);
  }
  static SlotHandle blpop(BlockingCommands& redis, const ResultType& type, const Arguments& keys,
                          std::chrono::milliseconds timeout) {
    return redis.blpop_as(type, keys, timeout);
  }
  static SlotHandle brpop(BlockingCommands& redis, const ResultType& type, const Arguments& keys,
                          std::chrono::milliseconds timeout) {
    return redis.brpop_as(type, keys, timeout);
  }
  static SlotHandle bzmpop(BlockingCommands& redis, const ResultType& type, const Arguments& keys, ScoreEnd from,
                           std::chrono::milliseconds timeout, std::int64_t count) {
    return redis.bzmpop_as(type, keys, from, timeout, count);
  }
  static SlotHandle bzpopmax(BlockingCommands& redis, const ResultType& type, const Arguments& keys,
                             std::chrono::milliseconds timeout) {
    return redis.bzpopmax_as(type, keys, timeout);
  }
  static SlotHandle bzpopmin(BlockingCommands& redis, const ResultType& type, const Arguments& keys,
                             std::chrono::milliseconds timeout) {
    return redis.bzpopmin_as(type, keys, timeout);
  }
  static SlotHandle xread(StreamCommands& redis, const ResultType& type, const StreamPositions& streams,
                          const XreadOptions& options) {
    return redis.xread_as(type, streams, options);
  }
  static SlotHandle xreadgroup(StreamGroupCommands& redis, const ResultType& type, std::string_view group,
                               std::string_view consumer, const Arguments& keys, const XreadgroupOptions& options) {
    return redis.xreadgroup_as(type, group, consumer, keys, options);
  }
  static SlotHandle incr(StringCommands& redis, const ResultType& type, std::string_view key) {
    return redis.incr_as(type, key);
  }
  static SlotHandle decr(StringCommands& redis, const ResultType& type, std::string_view key) {
    return redis.decr_as(type, key);
  }
  static SlotHandle incrby(StringCommands& redis, const ResultType& type, std::string_view key, std::int64_t by) {
    return redis.incrby_as(type, key, by);
  }
  static SlotHandle decrby(StringCommands& redis, const ResultType& type, std::string_view key, std::int64_t by) {
    return redis.decrby_as(type, key, by);
  }
  static SlotHandle incrbyfloat(StringCommands& redis, const ResultType& type, std::string_view key, double by) {
    return redis.incrbyfloat_as(type, key, by);
  }
  static SlotHandle hincrby(HashCommands& redis, const ResultType& type, std::string_view key, const Argument& field,
                            std::int64_t by) {
    return redis.hincrby_as(type, key, field, by);
  }
  static SlotHandle hincrbyfloat(HashCommands& redis, const ResultType& type, std::string_view key,
                                 const Argument& field, double by) {
    return redis.hincrbyfloat_as(type, key, field, by);
  }
  static SlotHandle hget(HashCommands& redis, const ResultType& type, std::string_view key, const Argument& field) {
    return redis.hget_as(type, key, field);
  }
  static SlotHandle hgetall(HashCommands& redis, const ResultType& type, std::string_view key) {
    return redis.hgetall_as(type, key);
  }
  static SlotHandle hmget(HashCommands& redis, const ResultType& type, std::string_view key, const Arguments& fields) {
    return redis.hmget_as(type, key, fields);
  }
  static SlotHandle hgetdel(HashExpiryCommands& redis, const ResultType& type, std::string_view key,
                            const Argument& field) {
    return redis.hgetdel_one(type, key, field);
  }
  static SlotHandle hgetex(HashExpiryCommands& redis, const ResultType& type, std::string_view key,
                           const Argument& field, const GetexOptions& options) {
    return redis.hgetex_one(type, key, field, options);
  }
};

}  // namespace tributary::detail
