#include "model/scripts.hpp"

#include <tributary/commands/script.hpp>

#include <string>

namespace tributary::detail {

namespace {

// KEYS: the record. ARGV: the fields.
constexpr const char* kLoad = R"(
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return redis.call('HMGET', KEYS[1], unpack(ARGV))
)";

// What all programs that write have in common.
//
// A record is a hash or nothing, and that is looked at first: no script is undone when it fails halfway. Beside its
// fields it has, if the model says so, the version, under the name of that field; `$writer`, a number that the last
// write has drawn; and `$schema`.
constexpr const char* kRecord = R"(
local function exists(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return false end
  if kind == 'hash' then return true end
  return nil, redis.error_reply('WRONGTYPE ' .. key .. ' holds a ' .. kind .. ', and no record')
end
local function conflict(key, what, expected, stored)
  local found = ', and ' .. stored .. ' is stored'
  if expected == stored then found = ', and another one of that number is stored' end
  return redis.error_reply('VERSIONCONFLICT ' .. key .. ': ' .. what .. ' ' .. expected .. ' was expected' .. found ..
    ': load it again')
end
local function version_conflict(key, field, expected, writer)
  if field == '' or expected == '' then return nil end
  local stored = redis.call('HGET', key, field) or '0'
  if stored ~= expected or (redis.call('HGET', key, '$writer') or '') ~= writer then
    return conflict(key, 'version', expected, stored)
  end
end
local function schema_conflict(key, is_there, expected)
  if expected == '' or not is_there then return nil end
  local stored = redis.call('HGET', key, '$schema') or '0'
  if stored ~= expected then return conflict(key, 'schema version', expected, stored) end
end
local function field_expiry_error(key, field)
  local probe = redis.pcall('HTTL', key, 'FIELDS', 1, field)
  if type(probe) == 'table' and probe.err then
    return redis.error_reply('NOFIELDEXPIRY the server cannot let fields expire: it is older than Redis 7.4')
  end
end
)";

// KEYS: the record. ARGV: HINCRBY or HINCRBYFLOAT; the field; the number; the field of the version or nothing; what
// `$writer` becomes; the schema version expected or nothing; the one of the model; after how many seconds the field
// expires, or 0.
constexpr const char* kAdd = R"(
local key, verb, field, by = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local is_there, wrong = exists(key)
wrong = wrong or schema_conflict(key, is_there, ARGV[6]) or (ARGV[8] ~= '0' and field_expiry_error(key, field))
if wrong then return wrong end
local sum = redis.call(verb, key, field, by)
if ARGV[4] ~= '' then
  redis.call('HINCRBY', key, ARGV[4], 1)
  redis.call('HSET', key, '$writer', ARGV[5])
end
if ARGV[6] ~= '' then redis.call('HSET', key, '$schema', ARGV[7]) end
if ARGV[8] ~= '0' then redis.call('HEXPIRE', key, ARGV[8], 'NX', 'FIELDS', 1, field) end
return sum
)";

// An entry is a place where a record can be found by a value: {'u', hash, value} in a hash of ids by value, {'v', set}
// in a sorted set of ids that have that value, {'s', set, score} in a sorted set of ids by value. The entries of each
// record are kept by id in a hash of their own, which outlives records that expire or are deleted by others, and which
// tells what to remove when the fields of the model change.
constexpr const char* kEntries = R"(
local function entries_of(place, id)
  local packed = redis.call('HGET', place, id)
  return packed and cmsgpack.unpack(packed) or {}
end
local function forget(entry, id)
  if entry[1] ~= 'u' then
    redis.call('ZREM', entry[2], id)
  elseif redis.call('HGET', entry[2], entry[3]) == id then
    redis.call('HDEL', entry[2], entry[3])
  end
end
local function forget_all(place, id)
  for _, entry in ipairs(entries_of(place, id)) do forget(entry, id) end
  redis.call('HDEL', place, id)
end
local function field_of(key, field)  -- of another record, or of what is none
  local value = redis.pcall('HGET', key, field)
  return type(value) == 'string' and value
end
)";

// KEYS: the record; the hash of entries; the hashes and sets of the fields that have entries. ARGV:
//   nx, xx or nothing
//   the field of the version or nothing; the version expected, or nothing for any; its writer; what the writer becomes
//   the schema version expected or nothing; the one of the model
//   the number of fields to set, field, value, ...; to remove, field, ...; that expire, field, seconds, ...
//   the seconds of the record, 0 for none; NX or nothing
//   the bytes before and after the id in a key; the id
//   the number of fields with entries; kind, field, place, ...
//   value: answer with the value of the first removed field
// Answers 0 when the condition forbids it, else 1 and the number of removed fields.
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
local only_if, version_field, version, writer, new_writer = word(), word(), word(), word(), word()
local schema, new_schema = word(), word()
local set, removed, expiring = words(2), words(1), words(2)
local seconds, condition = word(), word()
local prefix, suffix, id = word(), word(), word()
local defined, answer = words(3), word()

local is_there, wrong = exists(key)
if wrong then return wrong end
if only_if ~= '' and (only_if == 'xx') ~= is_there then return 0 end
wrong = version_conflict(key, version_field, version, writer) or schema_conflict(key, is_there, schema) or
  (#expiring > 0 and field_expiry_error(key, expiring[1]))
if wrong then return wrong end

local function value_after(field)
  for i = 1, #set, 2 do
    if set[i] == field then return set[i + 1] end
  end
  for i = 1, #removed do
    if removed[i] == field then return false end
  end
  return redis.call('HGET', key, field)
end

local old, new = {}, {}
if KEYS[2] then
  old = entries_of(KEYS[2], id)
  for i = 1, #defined, 3 do
    local kind, field, place = defined[i], defined[i + 1], defined[i + 2]
    local value = value_after(field)
    if value and kind == 'u' then
      local holder = redis.call('HGET', place, value)
      if holder and holder ~= id and field_of(prefix .. holder .. suffix, field) == value then
        return redis.error_reply('UNIQUECONFLICT ' .. key .. ': field "' .. field .. '" has the value of record ' ..
          holder)
      end
      new[#new + 1] = {'u', place, value}
    elseif value and kind == 'v' then
      new[#new + 1] = {'v', place .. value}
    elseif value and tonumber(value) then
      new[#new + 1] = {'s', place, value}
    end
  end
end

for _, entry in ipairs(old) do forget(entry, id) end
for _, entry in ipairs(new) do
  if entry[1] == 'u' then
    redis.call('HSET', entry[2], entry[3], id)
  else
    redis.call('ZADD', entry[2], entry[3] or 0, id)
  end
end
if #new > 0 then
  redis.call('HSET', KEYS[2], id, cmsgpack.pack(new))
elseif #old > 0 then
  redis.call('HDEL', KEYS[2], id)
end

local value = answer == 'value' and redis.call('HGET', key, removed[1])
local count = 0
if #set > 0 then redis.call('HSET', key, unpack(set)) end
if #removed > 0 then count = redis.call('HDEL', key, unpack(removed)) end
if redis.call('EXISTS', key) == 1 then  -- what removes fields of no record makes none
  if version_field ~= '' then
    redis.call('HINCRBY', key, version_field, 1)
    redis.call('HSET', key, '$writer', new_writer)
  end
  if schema ~= '' then redis.call('HSET', key, '$schema', new_schema) end
end
for i = 1, #expiring, 2 do redis.call('HEXPIRE', key, expiring[i + 1], 'FIELDS', 1, expiring[i]) end
if seconds ~= '0' then
  if condition == '' then redis.call('EXPIRE', key, seconds) else redis.call('EXPIRE', key, seconds, condition) end
end
if answer == 'value' then return value end
return 1 + count
)";

// KEYS: the hash of entries, or the first record when there are none; the records. ARGV: the field of the version, the
// one expected of the first record and its writer, or nothing; the ids. Answers the number of records that were there.
constexpr const char* kDelete = R"(
local wrong = version_conflict(KEYS[2], ARGV[1], ARGV[2], ARGV[3])
if wrong then return wrong end
local count = 0
for i = 2, #KEYS do
  if KEYS[1] ~= KEYS[2] then forget_all(KEYS[1], ARGV[i + 2]) end
  count = count + redis.call('DEL', KEYS[i])
end
return count
)";

// KEYS: the hash of ids by value; the hash of entries. ARGV: the value; the field; the bytes before and after the id in
// a key. Answers the id. What the record does not bear out is removed.
constexpr const char* kFindUnique = R"(
local id = redis.call('HGET', KEYS[1], ARGV[1])
if not id then return false end
local key = ARGV[3] .. id .. ARGV[4]
if field_of(key, ARGV[2]) == ARGV[1] then return id end
redis.call('HDEL', KEYS[1], ARGV[1])
if redis.call('EXISTS', key) == 0 then forget_all(KEYS[2], id) end
return false
)";

// KEYS: the sorted set; the hash of entries. ARGV: lowest and highest score; offset and number of ids; the field; the
// bytes before and after the id in a key; v and the value, or s. Answers ids. What the record does not bear out is
// removed.
constexpr const char* kFindIndexed = R"(
local at, wanted, field, kind, value = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[8], ARGV[9]
local function is_true(key, score)
  local stored = field_of(key, field)
  if kind == 'v' then return stored == value end
  return stored and tonumber(stored) == tonumber(score)
end
local ids = {}
while #ids < wanted do
  local page = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', at, wanted - #ids)
  if #page == 0 then break end
  for i = 1, #page, 2 do
    local id = page[i]
    local key = ARGV[6] .. id .. ARGV[7]
    if is_true(key, page[i + 1]) then
      ids[#ids + 1] = id
      at = at + 1
    else
      redis.call('ZREM', KEYS[1], id)
      if redis.call('EXISTS', key) == 0 then forget_all(KEYS[2], id) end
    end
  end
end
return ids
)";

}  // namespace

const std::shared_ptr<const Program>& load_script() {
  static const auto program = make_script(kLoad);
  return program;
}

const std::shared_ptr<const Program>& add_script() {
  static const auto program = make_script(std::string{kRecord} + kAdd);
  return program;
}

const std::shared_ptr<const Program>& save_script() {
  static const auto program = make_script(std::string{kRecord} + kEntries + kSave);
  return program;
}

const std::shared_ptr<const Program>& delete_script() {
  static const auto program = make_script(std::string{kRecord} + kEntries + kDelete);
  return program;
}

const std::shared_ptr<const Program>& find_unique_script() {
  static const auto program = make_script(std::string{kEntries} + kFindUnique);
  return program;
}

const std::shared_ptr<const Program>& find_indexed_script() {
  static const auto program = make_script(std::string{kEntries} + kFindIndexed);
  return program;
}

}  // namespace tributary::detail
