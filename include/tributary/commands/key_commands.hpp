#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/expiry.hpp>
#include <tributary/commands/key_options.hpp>
#include <tributary/commands/key_type.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Keys, whatever they hold.
///
/// Where a command takes one key or many, the one is an Argument: a braced list of two literals would be a
/// std::string_view as well.
class TRIBUTARY_API KeyCommands : public detail::CommandGroup<KeyCommands> {
 public:
  using sys_milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

  /// Copies a value, and when it expires, to another key.
  ///
  /// Sends:    COPY source destination [DB db] [REPLACE]
  /// Reply:    integer 0 or 1 -> bool, false when the source does not exist, or the destination does
  /// Errors:   ERR when source and destination are the same key of the same database
  /// Cost:     O(N) for N elements
  /// Source:   redis.io/commands/copy, since 6.2.0
  DeferredResult<bool> copy(std::string_view source, std::string_view destination, const CopyOptions& options = {});

  /// Deletes one key.
  ///
  /// Sends:    DEL key
  /// Reply:    integer 0 or 1 -> bool, true when it existed
  /// Cost:     O(1) for a string, else O(M) for M elements, during which the server does nothing else; see unlink()
  /// Source:   redis.io/commands/del, since 1.0.0
  template <SingleKey Key>
  DeferredResult<bool> del(const Key& key) {
    return del_one(key);
  }
  /// Deletes many keys: `del({"a", "b"})`.
  ///
  /// Sends:    DEL key [key ...]
  /// Reply:    integer -> std::int64_t, how many existed
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys, and their elements
  /// Source:   redis.io/commands/del, since 1.0.0
  DeferredResult<std::int64_t> del(KeyList keys);

  /// The value of a key in a form for restore(), here or on another server of the same or a later version.
  ///
  /// Sends:    DUMP key
  /// Reply:    bulk string -> std::string of bytes, nil -> std::nullopt when the key does not exist
  /// Cost:     O(N*M) for N elements of M bytes
  /// Source:   redis.io/commands/dump, since 2.6.0
  DeferredResult<std::optional<std::string>> dump(std::string_view key);

  /// True when the key exists.
  ///
  /// Sends:    EXISTS key
  /// Reply:    integer 0 or 1 -> bool
  /// Cost:     O(1)
  /// Source:   redis.io/commands/exists, since 1.0.0
  template <SingleKey Key>
  DeferredResult<bool> exists(const Key& key) {
    return exists_one(key);
  }
  /// How many of the keys exist. A key that is named twice counts twice.
  ///
  /// Sends:    EXISTS key [key ...]
  /// Reply:    integer -> std::int64_t
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/exists, since 3.0.3
  DeferredResult<std::int64_t> exists(KeyList keys);

  /// Lets a key live for a while: it is deleted when the time is over, at once when the time is not positive.
  ///
  /// Sends:    EXPIRE key seconds [NX | XX | GT | LT]
  /// Reply:    integer 0 or 1 -> bool, false when the key does not exist or `condition` forbade it
  /// Errors:   ERR for a time beyond what the server's clock can hold
  /// Cost:     O(1)
  /// Source:   redis.io/commands/expire, since 1.0.0
  DeferredResult<bool> expire(std::string_view key, std::chrono::seconds ttl, ExpireIf condition = ExpireIf::always);
  /// As expire(), with a point in time.
  ///
  /// Sends:    EXPIREAT key unix-seconds [NX | XX | GT | LT]
  /// Source:   redis.io/commands/expireat, since 1.2.0
  DeferredResult<bool> expireat(std::string_view key, std::chrono::sys_seconds time,
                                ExpireIf condition = ExpireIf::always);
  /// When a key expires.
  ///
  /// Sends:    EXPIRETIME key
  /// Reply:    integer -> Expiry, -1 and -2 being no time and no key; rounded to the nearest second
  /// Cost:     O(1)
  /// Source:   redis.io/commands/expiretime, since 7.0.0
  DeferredResult<Expiry<std::chrono::sys_seconds>> expiretime(std::string_view key);

  /// Every key that matches a pattern. For debugging: the server looks at all its keys and answers nobody meanwhile.
  ///
  /// Sends:    KEYS pattern
  /// Reply:    array -> std::vector<std::string>, in no order
  /// Cost:     O(N) for N keys in the database
  /// Source:   redis.io/commands/keys, since 1.0.0
  DeferredResult<std::vector<std::string>> keys(std::string_view pattern);

  /// Moves a key to another database.
  ///
  /// Sends:    MOVE key db
  /// Reply:    integer 0 or 1 -> bool, false when the key does not exist here, or exists there
  /// Errors:   ERR when that is the connection's own database, or there is none of that number
  /// Cost:     O(1)
  /// Source:   redis.io/commands/move, since 1.0.0
  DeferredResult<bool> move(std::string_view key, std::int64_t db);

  /// How the server stores a value: "embstr", "listpack", "skiplist", ...
  ///
  /// Sends:    OBJECT ENCODING key
  /// Reply:    bulk string -> std::string, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/object-encoding, since 2.2.3
  DeferredResult<std::optional<std::string>> object_encoding(std::string_view key);
  /// How often a key was used lately, on a logarithmic scale from 0 to 255.
  ///
  /// Sends:    OBJECT FREQ key
  /// Reply:    integer -> std::int64_t, nil -> std::nullopt when the key does not exist
  /// Errors:   ERR unless the server evicts by LFU
  /// Cost:     O(1)
  /// Source:   redis.io/commands/object-freq, since 4.0.0
  DeferredResult<std::optional<std::int64_t>> object_freq(std::string_view key);
  /// How long a key was not used.
  ///
  /// Sends:    OBJECT IDLETIME key
  /// Reply:    integer -> std::chrono::seconds, nil -> std::nullopt when the key does not exist
  /// Errors:   ERR when the server evicts by LFU
  /// Cost:     O(1)
  /// Source:   redis.io/commands/object-idletime, since 2.2.3
  DeferredResult<std::optional<std::chrono::seconds>> object_idletime(std::string_view key);
  /// How many references the server holds to a value.
  ///
  /// Sends:    OBJECT REFCOUNT key
  /// Reply:    integer -> std::int64_t, nil -> std::nullopt when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/object-refcount, since 2.2.3
  DeferredResult<std::optional<std::int64_t>> object_refcount(std::string_view key);

  /// Lets a key live forever.
  ///
  /// Sends:    PERSIST key
  /// Reply:    integer 0 or 1 -> bool, false when the key does not exist or did not expire
  /// Cost:     O(1)
  /// Source:   redis.io/commands/persist, since 2.2.0
  DeferredResult<bool> persist(std::string_view key);

  /// As expire(), in milliseconds.
  ///
  /// Sends:    PEXPIRE key milliseconds [NX | XX | GT | LT]
  /// Source:   redis.io/commands/pexpire, since 2.6.0
  DeferredResult<bool> pexpire(std::string_view key, std::chrono::milliseconds ttl,
                               ExpireIf condition = ExpireIf::always);
  /// As expire(), with a point in time in milliseconds.
  ///
  /// Sends:    PEXPIREAT key unix-milliseconds [NX | XX | GT | LT]
  /// Source:   redis.io/commands/pexpireat, since 2.6.0
  DeferredResult<bool> pexpireat(std::string_view key, sys_milliseconds time, ExpireIf condition = ExpireIf::always);
  /// As expiretime(), in milliseconds.
  ///
  /// Sends:    PEXPIRETIME key
  /// Source:   redis.io/commands/pexpiretime, since 7.0.0
  DeferredResult<Expiry<sys_milliseconds>> pexpiretime(std::string_view key);
  /// As ttl(), in milliseconds.
  ///
  /// Sends:    PTTL key
  /// Source:   redis.io/commands/pttl, since 2.6.0
  DeferredResult<Expiry<std::chrono::milliseconds>> pttl(std::string_view key);

  /// The name of some key.
  ///
  /// Sends:    RANDOMKEY
  /// Reply:    bulk string -> std::string, nil -> std::nullopt when the database is empty
  /// Cost:     O(1)
  /// Source:   redis.io/commands/randomkey, since 1.0.0
  DeferredResult<std::optional<std::string>> randomkey();

  /// Gives a key another name, under which whatever was there is overwritten.
  ///
  /// Sends:    RENAME key new_key
  /// Reply:    status OK -> Ok
  /// Errors:   ERR when the key does not exist
  /// Cost:     O(1), and deleting what was overwritten
  /// Source:   redis.io/commands/rename, since 1.0.0
  DeferredResult<Ok> rename(std::string_view key, std::string_view new_key);
  /// Gives a key another name unless that is taken.
  ///
  /// Sends:    RENAMENX key new_key
  /// Reply:    integer 0 or 1 -> bool, false when the new name is taken
  /// Errors:   ERR when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/renamenx, since 1.0.0
  DeferredResult<bool> renamenx(std::string_view key, std::string_view new_key);

  /// Makes a key of what dump() returned.
  ///
  /// Sends:    RESTORE key ttl dumped [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]
  /// Reply:    status OK -> Ok
  /// Errors:   std::invalid_argument for options that contradict each other or are out of range; BUSYKEY when the key
  ///           exists and is not to be replaced; ERR when the bytes are damaged, or a later version wrote them
  /// Cost:     O(N*M) for N elements of M bytes
  /// Source:   redis.io/commands/restore, since 2.6.0
  DeferredResult<Ok> restore(std::string_view key, const Argument& dumped, const RestoreOptions& options = {});

  /// Marks one key as just used, for servers that evict.
  ///
  /// Sends:    TOUCH key
  /// Reply:    integer 0 or 1 -> bool, true when it exists
  /// Cost:     O(1)
  /// Source:   redis.io/commands/touch, since 3.2.1
  template <SingleKey Key>
  DeferredResult<bool> touch(const Key& key) {
    return touch_one(key);
  }
  /// Marks many keys as just used.
  ///
  /// Sends:    TOUCH key [key ...]
  /// Reply:    integer -> std::int64_t, how many exist; a key that is named twice counts twice
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys
  /// Source:   redis.io/commands/touch, since 3.2.1
  DeferredResult<std::int64_t> touch(KeyList keys);

  /// How long a key still lives.
  ///
  /// Sends:    TTL key
  /// Reply:    integer -> Expiry, -1 and -2 being no time and no key; rounded to the nearest second
  /// Cost:     O(1)
  /// Source:   redis.io/commands/ttl, since 1.0.0, -2 since 2.8.0
  DeferredResult<Expiry<std::chrono::seconds>> ttl(std::string_view key);

  /// What a key holds.
  ///
  /// Sends:    TYPE key
  /// Reply:    status -> KeyType, `none` when the key does not exist
  /// Cost:     O(1)
  /// Source:   redis.io/commands/type, since 1.0.0
  DeferredResult<KeyType> type(std::string_view key);

  /// Deletes one key, and leaves freeing its memory to another thread of the server.
  ///
  /// Sends:    UNLINK key
  /// Reply:    integer 0 or 1 -> bool, true when it existed
  /// Cost:     O(1), then O(M) for M elements in the other thread
  /// Source:   redis.io/commands/unlink, since 4.0.0
  template <SingleKey Key>
  DeferredResult<bool> unlink(const Key& key) {
    return unlink_one(key);
  }
  /// Deletes many keys, and leaves freeing their memory to another thread of the server.
  ///
  /// Sends:    UNLINK key [key ...]
  /// Reply:    integer -> std::int64_t, how many existed
  /// Errors:   std::invalid_argument for an empty list
  /// Cost:     O(N) for N keys, then O(M) for their M elements in the other thread
  /// Source:   redis.io/commands/unlink, since 4.0.0
  DeferredResult<std::int64_t> unlink(KeyList keys);

 private:
  DeferredResult<bool> del_one(std::string_view key);
  DeferredResult<bool> exists_one(std::string_view key);
  DeferredResult<bool> touch_one(std::string_view key);
  DeferredResult<bool> unlink_one(std::string_view key);
};

}  // namespace tributary
