#include <tributary/keyspace/bound_key.hpp>

#include <stdexcept>

namespace tributary {

namespace {

RestoreOptions with_expiry(const RestoreOptions& options, const Keyspace& keyspace) {
  RestoreOptions all = options;
  if (!all.ttl && !all.expire_at && keyspace.expiry_seconds > 0) all.ttl = keyspace.expiry();
  return all;
}

/// RESTORE itself tells an existing key by an error, which would fail the batch that it is a part of.
const Script<bool>& restore_script() {
  static const Script<bool> script{R"(
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if ARGV[3] == '1' then
  redis.call('RESTORE', KEYS[1], ARGV[2], ARGV[1], 'ABSTTL')
else
  redis.call('RESTORE', KEYS[1], ARGV[2], ARGV[1])
end
return 1)"};
  return script;
}

}  // namespace

DeferredResult<bool> BoundKey::del() const {
  return read([&](Commands& redis) { return redis.del(key()); });
}

DeferredResult<bool> BoundKey::unlink() const {
  return read([&](Commands& redis) { return redis.unlink(key()); });
}

DeferredResult<bool> BoundKey::exists() const {
  return read([&](Commands& redis) { return redis.exists(key()); });
}

DeferredResult<bool> BoundKey::touch() const {
  return read([&](Commands& redis) { return redis.touch(key()); });
}

DeferredResult<KeyType> BoundKey::type() const {
  return read([&](Commands& redis) { return redis.type(key()); });
}

DeferredResult<bool> BoundKey::move(std::int64_t db) const {
  return read([&](Commands& redis) { return redis.move(key(), db); });
}

DeferredResult<bool> BoundKey::expire(std::chrono::seconds ttl, ExpireIf condition) const {
  return read([&](Commands& redis) { return redis.expire(key(), ttl, condition); });
}

DeferredResult<bool> BoundKey::pexpire(std::chrono::milliseconds ttl, ExpireIf condition) const {
  return read([&](Commands& redis) { return redis.pexpire(key(), ttl, condition); });
}

DeferredResult<bool> BoundKey::expireat(std::chrono::sys_seconds time, ExpireIf condition) const {
  return read([&](Commands& redis) { return redis.expireat(key(), time, condition); });
}

DeferredResult<bool> BoundKey::pexpireat(sys_milliseconds time, ExpireIf condition) const {
  return read([&](Commands& redis) { return redis.pexpireat(key(), time, condition); });
}

DeferredResult<bool> BoundKey::persist() const {
  return read([&](Commands& redis) { return redis.persist(key()); });
}

DeferredResult<Expiry<std::chrono::seconds>> BoundKey::ttl() const {
  return read([&](Commands& redis) { return redis.ttl(key()); });
}

DeferredResult<Expiry<std::chrono::milliseconds>> BoundKey::pttl() const {
  return read([&](Commands& redis) { return redis.pttl(key()); });
}

DeferredResult<Expiry<std::chrono::sys_seconds>> BoundKey::expiretime() const {
  return read([&](Commands& redis) { return redis.expiretime(key()); });
}

DeferredResult<Expiry<BoundKey::sys_milliseconds>> BoundKey::pexpiretime() const {
  return read([&](Commands& redis) { return redis.pexpiretime(key()); });
}

DeferredResult<std::optional<std::string>> BoundKey::object_encoding() const {
  return read([&](Commands& redis) { return redis.object_encoding(key()); });
}

DeferredResult<std::optional<std::int64_t>> BoundKey::object_freq() const {
  return read([&](Commands& redis) { return redis.object_freq(key()); });
}

DeferredResult<std::optional<std::chrono::seconds>> BoundKey::object_idletime() const {
  return read([&](Commands& redis) { return redis.object_idletime(key()); });
}

DeferredResult<std::optional<std::int64_t>> BoundKey::object_refcount() const {
  return read([&](Commands& redis) { return redis.object_refcount(key()); });
}

DeferredResult<std::optional<std::string>> BoundKey::dump() const {
  return read([&](Commands& redis) { return redis.dump(key()); });
}

DeferredResult<Ok> BoundKey::restore(std::string_view dumped, const RestoreOptions& options) const {
  return read([&](Commands& redis) { return redis.restore(key(), dumped, with_expiry(options, *keyspace_)); });
}

DeferredResult<bool> BoundKey::restore_if_absent(std::string_view dumped, const RestoreOptions& options) const {
  if (options.replace) throw std::invalid_argument{"restore_if_absent replaces nothing"};
  if (options.idle_time || options.frequency) {
    throw std::invalid_argument{"restore_if_absent takes neither an idle time nor a frequency"};
  }
  const RestoreOptions all = with_expiry(options, *keyspace_);
  if (all.ttl && all.expire_at) throw std::invalid_argument{"RESTORE takes at most one of ttl and expire_at"};
  std::chrono::milliseconds time{0};
  if (all.ttl) time = *all.ttl;
  if (all.expire_at) time = all.expire_at->time_since_epoch();
  if ((all.ttl || all.expire_at) && time.count() <= 0) {
    throw std::invalid_argument{"the expiry of a key to be restored must be positive, not " +
                                std::to_string(time.count()) + " ms"};
  }
  return eval(restore_script(), {dumped, time, all.expire_at ? 1 : 0});
}

}  // namespace tributary
