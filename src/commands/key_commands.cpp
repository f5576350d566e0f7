#include <tributary/commands/key_commands.hpp>

#include "commands/expiry_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr CommandTable kKeyRows{
    CommandRow{"COPY", -3, Access::write, Repeat::same_data, kTwoKeys},
    CommandRow{"DEL", -2, Access::write, Repeat::same_data, kAllKeys},
    CommandRow{"DUMP", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"EXISTS", -2, Access::read, Repeat::safe, kAllKeys},
    CommandRow{"EXPIRE", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"EXPIREAT", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"EXPIRETIME", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"KEYS", 2, Access::read, Repeat::safe, kNoKey},
    CommandRow{"MOVE", 3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"OBJECT ENCODING", 3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"OBJECT FREQ", 3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"OBJECT IDLETIME", 3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"OBJECT REFCOUNT", 3, Access::read, Repeat::safe, kSubcommandKey},
    CommandRow{"PERSIST", 2, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"PEXPIRE", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"PEXPIREAT", -3, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"PEXPIRETIME", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"PTTL", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"RANDOMKEY", 1, Access::read, Repeat::safe, kNoKey},
    CommandRow{"RENAME", 3, Access::write, Repeat::same_data, kTwoKeys},
    CommandRow{"RENAMENX", 3, Access::write, Repeat::same_data, kTwoKeys},
    CommandRow{"RESTORE", -4, Access::write, Repeat::same_data, kOneKey},
    CommandRow{"TOUCH", -2, Access::read, Repeat::safe, kAllKeys},
    CommandRow{"TTL", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"TYPE", 2, Access::read, Repeat::safe, kOneKey},
    CommandRow{"UNLINK", -2, Access::write, Repeat::same_data, kAllKeys},
};

constexpr CommandRow kPlainExpire = kKeyRows["EXPIRE"].with(Repeat::safe);
constexpr CommandRow kPlainPexpire = kKeyRows["PEXPIRE"].with(Repeat::safe);

template <class Time>
DeferredResult<bool> record_expire(KeyCommands& self, const CommandRow& row, std::string_view key, Time time,
                                   ExpireIf condition) {
  const std::int64_t count = time.count();
  if (condition == ExpireIf::always) return record<bool>(self, row, key, count);
  return record<bool>(self, row, key, count, word(condition));
}

std::int64_t restore_ttl(const RestoreOptions& options) {
  if (options.ttl && options.expire_at) throw std::invalid_argument{"RESTORE: ttl contradicts expire_at"};
  if (!options.ttl && !options.expire_at) return 0;
  const std::int64_t count = options.ttl ? options.ttl->count() : options.expire_at->time_since_epoch().count();
  if (count > 0) return count;
  throw std::invalid_argument{options.ttl ? "RESTORE: ttl must be positive" : "RESTORE: expire_at must be after 1970"};
}

Words restore_words(const RestoreOptions& options) {
  Words words;
  if (options.replace) words.add("REPLACE");
  if (options.expire_at) words.add("ABSTTL");
  if (options.idle_time) {
    if (options.frequency) throw std::invalid_argument{"RESTORE: idle_time contradicts frequency"};
    if (options.idle_time->count() < 0) throw std::invalid_argument{"RESTORE: idle_time must not be negative"};
    words.add("IDLETIME", *options.idle_time);
  }
  if (options.frequency) {
    if (*options.frequency < 0 || *options.frequency > 255) {
      throw std::invalid_argument{"RESTORE: frequency must be between 0 and 255"};
    }
    words.add("FREQ", *options.frequency);
  }
  return words;
}

}  // namespace

std::span<const CommandRow> detail::key_command_rows() noexcept { return kKeyRows.rows(); }
constinit const CommandRow detail::kDel = kKeyRows["DEL"];

DeferredResult<bool> KeyCommands::copy(std::string_view source, std::string_view destination,
                                       const CopyOptions& options) {
  Words words;
  if (options.db) words.add("DB", *options.db);
  if (options.replace) words.add("REPLACE");
  return record<bool>(*this, kKeyRows["COPY"], source, destination, words);
}

DeferredResult<bool> KeyCommands::del_one(std::string_view key) { return record<bool>(*this, kKeyRows["DEL"], key); }

DeferredResult<std::int64_t> KeyCommands::del(KeyList keys) {
  require_some(keys, "DEL", "key");
  return record<std::int64_t>(*this, kKeyRows["DEL"], keys);
}

DeferredResult<std::optional<std::string>> KeyCommands::dump(std::string_view key) {
  return record<std::optional<std::string>>(*this, kKeyRows["DUMP"], key);
}

DeferredResult<bool> KeyCommands::exists_one(std::string_view key) {
  return record<bool>(*this, kKeyRows["EXISTS"], key);
}

DeferredResult<std::int64_t> KeyCommands::exists(KeyList keys) {
  require_some(keys, "EXISTS", "key");
  return record<std::int64_t>(*this, kKeyRows["EXISTS"], keys);
}

DeferredResult<bool> KeyCommands::expire(std::string_view key, std::chrono::seconds ttl, ExpireIf condition) {
  return record_expire(*this, expire_row(kKeyRows["EXPIRE"], kPlainExpire, ttl, condition), key, ttl, condition);
}

DeferredResult<bool> KeyCommands::expireat(std::string_view key, std::chrono::sys_seconds time, ExpireIf condition) {
  return record_expire(*this, kKeyRows["EXPIREAT"], key, time.time_since_epoch(), condition);
}

DeferredResult<Expiry<std::chrono::sys_seconds>> KeyCommands::expiretime(std::string_view key) {
  return record_with<&expiry_from<std::chrono::sys_seconds>>(*this, kKeyRows["EXPIRETIME"], key);
}

DeferredResult<std::vector<std::string>> KeyCommands::keys(std::string_view pattern) {
  return record<std::vector<std::string>>(*this, kKeyRows["KEYS"], pattern);
}

DeferredResult<bool> KeyCommands::move(std::string_view key, std::int64_t db) {
  return record<bool>(*this, kKeyRows["MOVE"], key, db);
}

DeferredResult<std::optional<std::string>> KeyCommands::object_encoding(std::string_view key) {
  return record<std::optional<std::string>>(*this, kKeyRows["OBJECT ENCODING"], key);
}

DeferredResult<std::optional<std::int64_t>> KeyCommands::object_freq(std::string_view key) {
  return record<std::optional<std::int64_t>>(*this, kKeyRows["OBJECT FREQ"], key);
}

DeferredResult<std::optional<std::chrono::seconds>> KeyCommands::object_idletime(std::string_view key) {
  return record<std::optional<std::chrono::seconds>>(*this, kKeyRows["OBJECT IDLETIME"], key);
}

DeferredResult<std::optional<std::int64_t>> KeyCommands::object_refcount(std::string_view key) {
  return record<std::optional<std::int64_t>>(*this, kKeyRows["OBJECT REFCOUNT"], key);
}

DeferredResult<bool> KeyCommands::persist(std::string_view key) {
  return record<bool>(*this, kKeyRows["PERSIST"], key);
}

DeferredResult<bool> KeyCommands::pexpire(std::string_view key, std::chrono::milliseconds ttl, ExpireIf condition) {
  return record_expire(*this, expire_row(kKeyRows["PEXPIRE"], kPlainPexpire, ttl, condition), key, ttl, condition);
}

DeferredResult<bool> KeyCommands::pexpireat(std::string_view key, sys_milliseconds time, ExpireIf condition) {
  return record_expire(*this, kKeyRows["PEXPIREAT"], key, time.time_since_epoch(), condition);
}

DeferredResult<Expiry<KeyCommands::sys_milliseconds>> KeyCommands::pexpiretime(std::string_view key) {
  return record_with<&expiry_from<sys_milliseconds>>(*this, kKeyRows["PEXPIRETIME"], key);
}

DeferredResult<Expiry<std::chrono::milliseconds>> KeyCommands::pttl(std::string_view key) {
  return record_with<&expiry_from<std::chrono::milliseconds>>(*this, kKeyRows["PTTL"], key);
}

DeferredResult<std::optional<std::string>> KeyCommands::randomkey() {
  return record<std::optional<std::string>>(*this, kKeyRows["RANDOMKEY"]);
}

DeferredResult<Ok> KeyCommands::rename(std::string_view key, std::string_view new_key) {
  return record<Ok>(*this, kKeyRows["RENAME"], key, new_key);
}

DeferredResult<bool> KeyCommands::renamenx(std::string_view key, std::string_view new_key) {
  return record<bool>(*this, kKeyRows["RENAMENX"], key, new_key);
}

DeferredResult<Ok> KeyCommands::restore(std::string_view key, const Argument& dumped, const RestoreOptions& options) {
  const std::int64_t ttl = restore_ttl(options);
  return record<Ok>(*this, kKeyRows["RESTORE"], key, ttl, dumped, restore_words(options));
}

DeferredResult<bool> KeyCommands::touch_one(std::string_view key) {
  return record<bool>(*this, kKeyRows["TOUCH"], key);
}

DeferredResult<std::int64_t> KeyCommands::touch(KeyList keys) {
  require_some(keys, "TOUCH", "key");
  return record<std::int64_t>(*this, kKeyRows["TOUCH"], keys);
}

DeferredResult<Expiry<std::chrono::seconds>> KeyCommands::ttl(std::string_view key) {
  return record_with<&expiry_from<std::chrono::seconds>>(*this, kKeyRows["TTL"], key);
}

DeferredResult<KeyType> KeyCommands::type(std::string_view key) {
  return record<KeyType>(*this, kKeyRows["TYPE"], key);
}

DeferredResult<bool> KeyCommands::unlink_one(std::string_view key) {
  return record<bool>(*this, kKeyRows["UNLINK"], key);
}

DeferredResult<std::int64_t> KeyCommands::unlink(KeyList keys) {
  require_some(keys, "UNLINK", "key");
  return record<std::int64_t>(*this, kKeyRows["UNLINK"], keys);
}

}  // namespace tributary
