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

// KEYS: the record. ARGV: HINCRBY or HINCRBYFLOAT; the field; the number; the field of the version.
constexpr const char* kAdd = R"(
local sum = redis.call(ARGV[1], KEYS[1], ARGV[2], ARGV[3])
redis.call('HINCRBY', KEYS[1], ARGV[4], 1)
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
)";

// KEYS: the record; the hash of entries; the hashes and sets of the fields that have entries. ARGV:
//   nx, xx or nothing
//   the field of the version and the one expected, or nothing twice
//   the number of fields to set, field, value, ...; to remove, field, ...; that expire, field, seconds, ...
//   the seconds of the record, 0 for none; NX or nothing
//   the bytes before and after the id in a key; the id
//   the number of fields with entries; kind, field, place, score or nothing, ...
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
local only_if, version_field, version = word(), word(), word()
local set, removed, expiring = words(2), words(1), words(2)
local seconds, condition = word(), word()
local prefix, suffix, id = word(), word(), word()
local defined, answer = words(4), word()

if only_if ~= '' and (only_if == 'xx') ~= (redis.call('EXISTS', key) == 1) then return 0 end
if version_field ~= '' then
  local stored = redis.call('HGET', key, version_field) or '0'
  if stored ~= version then
    return redis.error_reply('VERSIONCONFLICT ' .. key .. ': version ' .. version .. ' was expected, and ' .. stored ..
      ' is stored: it was saved by somebody else')
  end
end
if #expiring > 0 then
  local probe = redis.pcall('HTTL', key, 'FIELDS', 1, expiring[1])
  if type(probe) == 'table' and probe.err then
    return redis.error_reply('NOFIELDEXPIRY the server cannot let fields expire: it is older than Redis 7.4')
  end
end

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
  local function old_score(place)
    for _, entry in ipairs(old) do
      if entry[2] == place then return entry[3] end
    end
  end
  for i = 1, #defined, 4 do
    local kind, field, place, score = defined[i], defined[i + 1], defined[i + 2], defined[i + 3]
    local value = value_after(field)
    if value and kind == 'u' then
      local holder = redis.call('HGET', place, value)
      if holder and holder ~= id and redis.call('HGET', prefix .. holder .. suffix, field) == value then
        return redis.error_reply('UNIQUECONFLICT ' .. key .. ': field "' .. field .. '" has the value of record ' ..
          holder)
      end
      new[#new + 1] = {'u', place, value}
    elseif value and kind == 'v' then
      new[#new + 1] = {'v', place .. value}
    elseif value then  -- s
      if score == '' then score = old_score(place) or (tonumber(value) and value) end
      if score then new[#new + 1] = {'s', place, score} end
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
if version_field ~= '' then redis.call('HINCRBY', key, version_field, 1) end
for i = 1, #expiring, 2 do redis.call('HEXPIRE', key, expiring[i + 1], 'FIELDS', 1, expiring[i]) end
if seconds ~= '0' then
  if condition == '' then redis.call('EXPIRE', key, seconds) else redis.call('EXPIRE', key, seconds, condition) end
end
if answer == 'value' then return value end
return 1 + count
)";

// KEYS: the hash of entries, or the first record when there are none; the records. ARGV: the field of the version and
// the one expected of the first record, or nothing twice; the ids. Answers the number of records that were there.
constexpr const char* kDelete = R"(
if ARGV[1] ~= '' then
  local stored = redis.call('HGET', KEYS[2], ARGV[1]) or '0'
  if stored ~= ARGV[2] then
    return redis.error_reply('VERSIONCONFLICT ' .. KEYS[2] .. ': version ' .. ARGV[2] .. ' was expected, and ' ..
      stored .. ' is stored: it was saved by somebody else')
  end
end
local count = 0
for i = 2, #KEYS do
  local id = ARGV[i + 1]
  if KEYS[1] ~= KEYS[2] then
    for _, entry in ipairs(entries_of(KEYS[1], id)) do forget(entry, id) end
    redis.call('HDEL', KEYS[1], id)
  end
  count = count + redis.call('DEL', KEYS[i])
end
return count
)";

// KEYS: the hash of ids by value. ARGV: the value; the field; the bytes before and after the id in a key. Answers the
// id. An entry that the record does not bear out is removed.
constexpr const char* kFindUnique = R"(
local id = redis.call('HGET', KEYS[1], ARGV[1])
if id and redis.call('HGET', ARGV[3] .. id .. ARGV[4], ARGV[2]) ~= ARGV[1] then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return false
end
return id
)";

// KEYS: the sorted set. ARGV: lowest and highest score; offset and number of ids; the field; the bytes before and after
// the id in a key; v and the value, or n when the field is stored as its score, or s. Answers ids. Entries that the
// record does not bear out are removed.
constexpr const char* kFindIndexed = R"(
local at, wanted, field, kind, value = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[8], ARGV[9]
local function is_true(id, score)
  local stored = redis.call('HGET', ARGV[6] .. id .. ARGV[7], field)
  if kind == 'v' then return stored == value end
  return stored and (kind == 's' or tonumber(stored) == tonumber(score))
end
local ids = {}
while #ids < wanted do
  local page = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', at, wanted - #ids)
  if #page == 0 then break end
  for i = 1, #page, 2 do
    if is_true(page[i], page[i + 1]) then
      ids[#ids + 1] = page[i]
      at = at + 1
    else
      redis.call('ZREM', KEYS[1], page[i])
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
  static const auto program = make_script(kAdd);
  return program;
}

const std::shared_ptr<const Program>& save_script() {
  static const auto program = make_script(std::string{kEntries} + kSave);
  return program;
}

const std::shared_ptr<const Program>& delete_script() {
  static const auto program = make_script(std::string{kEntries} + kDelete);
  return program;
}

const std::shared_ptr<const Program>& find_unique_script() {
  static const auto program = make_script(kFindUnique);
  return program;
}

const std::shared_ptr<const Program>& find_indexed_script() {
  static const auto program = make_script(kFindIndexed);
  return program;
}

}  // namespace tributary::detail
