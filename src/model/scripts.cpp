#include "model/scripts.hpp"

#include <tributary/commands/script.hpp>

namespace tributary::detail {

namespace {

// KEYS: the record. ARGV: the fields.
constexpr const char* kLoad = R"(
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return redis.call('HMGET', KEYS[1], unpack(ARGV))
)";

// KEYS: the record. ARGV: the field.
constexpr const char* kPop = R"(
local value = redis.call('HGET', KEYS[1], ARGV[1])
if value then redis.call('HDEL', KEYS[1], ARGV[1]) end
return value
)";

// KEYS: the record. ARGV: nx, xx or nothing; the number of fields to set, field, value, ...; to remove, field, ...; that
// expire, field, seconds, ...; the seconds of the record, 0 for none; NX or nothing. Returns 1, or 0 when the condition
// forbids it.
constexpr const char* kSave = R"(
local key, at = KEYS[1], 0
local function word()
  at = at + 1
  return ARGV[at]
end
local function words(width)
  local list = {}
  for i = 1, tonumber(word()) * width do list[i] = word() end
  return list
end
local only_if = word()
local set, removed, expiring = words(2), words(1), words(2)
local seconds, condition = word(), word()

if only_if ~= '' and (only_if == 'xx') ~= (redis.call('EXISTS', key) == 1) then return 0 end
if #expiring > 0 then
  local probe = redis.pcall('HTTL', key, 'FIELDS', 1, expiring[1])
  if type(probe) == 'table' and probe.err then
    return redis.error_reply('NOFIELDEXPIRY the server cannot let fields expire: it is older than Redis 7.4')
  end
end

if #set > 0 then redis.call('HSET', key, unpack(set)) end
if #removed > 0 then redis.call('HDEL', key, unpack(removed)) end
for i = 1, #expiring, 2 do redis.call('HEXPIRE', key, expiring[i + 1], 'FIELDS', 1, expiring[i]) end
if seconds ~= '0' then
  if condition == '' then redis.call('EXPIRE', key, seconds) else redis.call('EXPIRE', key, seconds, condition) end
end
return 1
)";

}  // namespace

const std::shared_ptr<const Program>& load_script() {
  static const auto program = make_script(kLoad);
  return program;
}

const std::shared_ptr<const Program>& pop_script() {
  static const auto program = make_script(kPop);
  return program;
}

const std::shared_ptr<const Program>& save_script() {
  static const auto program = make_script(kSave);
  return program;
}

}  // namespace tributary::detail
