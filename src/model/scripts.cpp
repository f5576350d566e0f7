#include "model/scripts.hpp"

#include <tributary/commands/script.hpp>

#include <string>

namespace tributary::detail {

namespace {

template <class... Part>
std::string joined(Part... part) {
  return (std::string{} + ... + part);
}

// KEYS: the record. ARGV: the fields.
constexpr const char* kLoad = R"(
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return redis.call('HMGET', KEYS[1], unpack(ARGV))
)";

// What the other programs have in common.
//
// No script is undone when it fails halfway. So what can fail is tried before the first write: the types of keys, what
// the user of the connection may do, numbers that are none, the scores of sorted sets.
constexpr const char* kCommon = R"(
local at = 0
local function word()
  at = at + 1
  return ARGV[at]
end
local function words(width)
  local list = {}
  for i = 1, tonumber(word()) * width do list[i] = word() end
  return list
end
local function type_error(key, wanted, what)
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and kind ~= wanted then
    return redis.error_reply('WRONGTYPE ' .. key .. ' holds a ' .. kind .. ', and no ' .. what)
  end
end
local function failure(reply, key, field)
  if type(reply) ~= 'table' or not reply.err then return nil end
  local code, text = string.match(reply.err, '^(%u+) (.*)$')
  return redis.error_reply((code or 'ERR') .. ' ' .. key .. ': field "' .. field .. '": ' .. (text or reply.err))
end
local function may(verb, key)  -- Redis 8 wants as many words as a call of the command has
  if verb == 'HINCRBY' then return redis.acl_check_cmd(verb, key, 0, 0) end
  return redis.acl_check_cmd(verb, key, 0, 0, 0, 0)
end
local function denial(...)  -- verb or false, key, ...
  if not redis.acl_check_cmd then return nil end
  local list = {...}
  for i = 1, #list, 2 do
    if list[i] and not may(list[i], list[i + 1]) then
      return redis.error_reply('NOPERM ' .. list[i + 1] .. ': the user of this connection has no permission for ' ..
        list[i])
    end
  end
end
)";

// A record is a hash or nothing. Beside its fields it has, if the model says so, the version, under the name of that
// field; `$writer`, a number that the last write has drawn; and `$schema`.
//
// What is known of a record: the field of the version, or nothing; the version expected, for the message, or nothing
// when it is not compared; the version and the writer that were seen, or nothing; the range of numbers that the object
// which asks has drawn. A record that has one of these was last written by an operation of that object which had found
// it as it was known. A record that is not there is known when version 0 is expected: one that an operation of the same
// batch was to make may have been made, and deleted by others since.
constexpr const char* kRecord = R"(
local function exists(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'hash' then return true end
  if kind == 'none' then return false end
  return nil, type_error(key, 'hash', 'record')
end
local function knowledge()
  return {field = word(), expected = word(), version = word(), writer = word(), first = word(), last = word()}
end
local function is_known(key, is_there, known)
  if not is_there then return known.expected == '0' end
  local version = redis.call('HGET', key, known.field) or '0'
  local writer = redis.call('HGET', key, '$writer') or ''
  return version == known.version and writer == known.writer or
    #writer == 20 and known.first <= writer and writer <= known.last
end
local function conflict(key, what, expected, stored)
  local found = ', and ' .. stored .. ' is stored'
  if expected == stored then found = ', and another one of that number is stored' end
  return redis.error_reply('VERSIONCONFLICT ' .. key .. ': ' .. what .. ' ' .. expected .. ' was expected' .. found ..
    ': load it again')
end
local function version_conflict(key, is_there, known)
  if known.field == '' or known.expected == '' or is_known(key, is_there, known) then return nil end
  return conflict(key, 'version', known.expected, redis.call('HGET', key, known.field) or '0')
end
local function version_error(key, field)
  if field == '' then return nil end
  local stored = redis.call('HGET', key, field) or '0'
  local number = tonumber(stored)
  if not number or math.abs(number) >= 2 ^ 53 or string.format('%.0f', number) ~= stored then
    return redis.error_reply('ERR ' .. key .. ': field "' .. field .. '" holds no version')
  end
end
local function schema_conflict(key, is_there, seen, expected)
  if expected == '' or not is_there then return nil end
  local stored = redis.call('HGET', key, '$schema') or '0'
  if stored ~= seen and stored ~= expected then return conflict(key, 'schema version', expected, stored) end
end
local function creation_error(key, is_there, required, what)
  if required == '' or is_there then return nil end
  return redis.error_reply('NORECORD ' .. key .. ': there is no record, and ' .. what ..
    ' makes none without its required field "' .. required .. '"')
end
local function field_expiry_error(key, field)
  local probe = redis.pcall('HTTL', key, 'FIELDS', 1, field)
  if type(probe) == 'table' and probe.err then
    return redis.error_reply('NOFIELDEXPIRY the server cannot let fields expire: it is older than Redis 7.4')
  end
end
)";

// KEYS: the record. ARGV: HINCRBY, HINCRBYFLOAT or HSETNX; the field; the number or value; a required field or nothing;
// what is known; what `$writer` becomes when it is true, and otherwise; the schema version seen, the one expected, or
// nothing, and the one of the model; after how many seconds the field expires, or 0.
constexpr const char* kAdd = R"(
local key, verb, field, by, required = KEYS[1], word(), word(), word(), word()
local known, own_writer, other_writer = knowledge(), word(), word()
local seen_schema, schema, new_schema, seconds = word(), word(), word(), word()
local versioned, expires = known.field ~= '', seconds ~= '0'
local is_there, wrong = exists(key)
wrong = wrong or creation_error(key, is_there, required, verb == 'HSETNX' and 'a field' or 'an increment') or
  schema_conflict(key, is_there, seen_schema, schema) or version_error(key, known.field) or
  (expires and field_expiry_error(key, field)) or
  denial(versioned and 'HINCRBY', key, (versioned or schema ~= '') and 'HSET', key, expires and 'HEXPIRE', key)
if wrong then return wrong end
local writer = versioned and (is_known(key, is_there, known) and own_writer or other_writer)
local sum = redis.pcall(verb, key, field, by)
wrong = failure(sum, key, field)
if wrong then return wrong end
if verb == 'HSETNX' and sum == 0 then return 0 end
if versioned then
  redis.call('HINCRBY', key, known.field, 1)
  redis.call('HSET', key, '$writer', writer)
end
if schema ~= '' then redis.call('HSET', key, '$schema', new_schema) end
if expires then redis.call('HEXPIRE', key, seconds, 'NX', 'FIELDS', 1, field) end
return sum
)";

// An entry is a place where a record can be found by a value: {'u', hash, value} in a hash of ids by value, {'v', set}
// in a sorted set of ids that have that value, {'s', set, score} in a sorted set of ids by value. The entries of each
// record are kept by id in a hash of their own, which outlives records that expire or are deleted by others, and which
// tells what to remove when the fields of the model change. An entry that cannot be removed is no error: searches
// distrust them.
constexpr const char* kEntries = R"(
local function entries_of(place, id)
  local packed = redis.call('HGET', place, id)
  local read, entries = pcall(cmsgpack.unpack, packed or '')
  return packed and read and type(entries) == 'table' and entries or {}
end
local function forget(entry, id)
  if entry[1] ~= 'u' then
    redis.pcall('ZREM', entry[2], id)
  elseif redis.pcall('HGET', entry[2], entry[3]) == id then
    redis.pcall('HDEL', entry[2], entry[3])
  end
end
local function forget_all(place, id)
  for _, entry in ipairs(entries_of(place, id)) do forget(entry, id) end
  redis.pcall('HDEL', place, id)
end
local function field_of(key, field)  -- of another record, or of what is none
  local value = redis.pcall('HGET', key, field)
  return type(value) == 'string' and value
end
)";

// KEYS: the record; the hash of entries; the hashes and sets of the fields that have entries. ARGV:
//   nx, xx or nothing; a required field that is not written, or nothing
//   what is known; what `$writer` becomes
//   the schema version seen, the one expected, or nothing, and the one of the model
//   the number of fields to set, field, value, ...; to remove, field, ...; that expire, field, seconds, ...
//   the seconds of the record, 0 for none; NX or nothing
//   the bytes before and after the id in a key; the id
//   the number of fields with entries; kind, field, place, ...: u unique, v found by value, s by a number, i by an
//     integer
//   the number of fields that must be all that is stored; field, value, ...; 0 when nothing is asked
//   version: answer 1 and the version, 0 when it has none; count: 1 and the number of removed fields; value: the value
//     of the first removed field
// Answers 0 when the condition forbids it, and -1 when something else is stored.
constexpr const char* kSave = R"(
local key = KEYS[1]
local only_if, required, known, new_writer = word(), word(), knowledge(), word()
local seen_schema, schema, new_schema = word(), word(), word()
local set, removed, expiring = words(2), words(1), words(2)
local seconds, condition = word(), word()
local prefix, suffix, id = word(), word(), word()
local defined, stored, answer = words(3), words(2), word()
local versioned = known.field ~= ''

local is_there, wrong = exists(key)
if wrong then return wrong end
if only_if ~= '' and (only_if == 'xx') ~= is_there then return 0 end
wrong = version_conflict(key, is_there, known) or schema_conflict(key, is_there, seen_schema, schema) or
  creation_error(key, is_there, required, 'a save') or version_error(key, known.field) or
  (#expiring > 0 and field_expiry_error(key, expiring[1]))
if wrong then return wrong end
if #stored > 0 and redis.call('HLEN', key) * 2 ~= #stored then return -1 end
for i = 1, #stored, 2 do
  if redis.call('HGET', key, stored[i]) ~= stored[i + 1] then return -1 end
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
  wrong = type_error(KEYS[2], 'hash', 'entries of records') or denial('HSET', KEYS[2], 'HDEL', KEYS[2])
  if wrong then return wrong end
  old = entries_of(KEYS[2], id)
  for i = 1, #defined, 3 do
    local kind, field, place = defined[i], defined[i + 1], defined[i + 2]
    local value = value_after(field)
    if value and kind == 'u' then
      wrong = type_error(place, 'hash', 'index of field "' .. field .. '"') or denial('HSET', place)
      if wrong then return wrong end
      local holder = redis.call('HGET', place, value)
      if holder and holder ~= id and field_of(prefix .. holder .. suffix, field) == value then
        return redis.error_reply('UNIQUECONFLICT ' .. key .. ': field "' .. field .. '" has the value of record ' ..
          holder)
      end
      new[#new + 1] = {'u', place, value}
    elseif value then
      local entry = kind == 'v' and {'v', place .. value} or {'s', place, value}
      wrong = denial('ZADD', entry[2])
      if wrong then return wrong end
      -- Without a change, as no id is empty: tries the type and the score.
      local tried = redis.pcall('ZADD', entry[2], 'XX', entry[3] or 0, '')
      local is_number = tried == 0 and (kind ~= 'i' or math.abs(tonumber(value)) < 2 ^ 53)
      if is_number then
        new[#new + 1] = entry
      elseif tried ~= 0 and not string.find(tried.err, 'not a valid float', 1, true) then
        return failure(tried, key, field)
      end
    end
  end
end
wrong = denial(#set > 0 and 'HSET', key, #removed > 0 and 'HDEL', key, versioned and 'HINCRBY', key,
  (versioned or schema ~= '') and 'HSET', key, #expiring > 0 and 'HEXPIRE', key, seconds ~= '0' and 'EXPIRE', key)
if wrong then return wrong end

local value, count, version = answer == 'value' and redis.call('HGET', key, removed[1]), 0, 0
if #set > 0 then redis.call('HSET', key, unpack(set)) end
if #removed > 0 then count = redis.call('HDEL', key, unpack(removed)) end
if redis.call('EXISTS', key) == 1 then  -- what removes fields of no record makes none
  if versioned then
    version = redis.call('HINCRBY', key, known.field, 1)
    redis.call('HSET', key, '$writer', new_writer)
  end
  if schema ~= '' then redis.call('HSET', key, '$schema', new_schema) end
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
for i = 1, #expiring, 2 do redis.call('HEXPIRE', key, expiring[i + 1], 'FIELDS', 1, expiring[i]) end
if seconds ~= '0' then
  if condition == '' then redis.call('EXPIRE', key, seconds) else redis.call('EXPIRE', key, seconds, condition) end
end
if answer == 'value' then return value end
return 1 + (answer == 'count' and count or version)
)";

// KEYS: the hash of entries, or the first record when there are none; the records. ARGV: what is known of the first
// record, or words of nothing; the ids. Answers the number of records that were there.
constexpr const char* kDelete = R"(
local known, has_entries = knowledge(), KEYS[1] ~= KEYS[2]
local wrong = denial('DEL', KEYS[2], has_entries and 'HDEL', KEYS[1]) or
  (has_entries and type_error(KEYS[1], 'hash', 'entries of records')) or
  (known.expected ~= '' and (type_error(KEYS[2], 'hash', 'record') or
    version_conflict(KEYS[2], redis.call('EXISTS', KEYS[2]) == 1, known)))
if wrong then return wrong end
local count = 0
for i = 2, #KEYS do
  count = count + redis.call('DEL', KEYS[i])
  if has_entries then forget_all(KEYS[1], word()) end
end
return count
)";

// KEYS: the hash of ids by value; the hash of entries. ARGV: the value; the field; the bytes before and after the id in
// a key. Answers the id. What the record does not bear out is removed, where that may be.
constexpr const char* kFindUnique = R"(
local value, field, prefix, suffix = word(), word(), word(), word()
local wrong = type_error(KEYS[1], 'hash', 'index of field "' .. field .. '"') or
  type_error(KEYS[2], 'hash', 'entries of records')
if wrong then return wrong end
local id = redis.call('HGET', KEYS[1], value)
if not id then return false end
local key = prefix .. id .. suffix
if field_of(key, field) == value then return id end
redis.pcall('HDEL', KEYS[1], value)
if redis.call('EXISTS', key) == 0 then forget_all(KEYS[2], id) end
return false
)";

// KEYS: the sorted set; the hash of entries. ARGV: lowest and highest score; offset and number of ids; the field; the
// bytes before and after the id in a key; v and the value, or s. Answers ids. What the record does not bear out is
// removed, where that may be.
constexpr const char* kFindIndexed = R"(
local lowest, highest, from, wanted = word(), word(), tonumber(word()), tonumber(word())
local field, prefix, suffix, kind, value = word(), word(), word(), word(), word()
local wrong = type_error(KEYS[1], 'zset', 'index of field "' .. field .. '"') or
  type_error(KEYS[2], 'hash', 'entries of records')
if wrong then return wrong end
local function is_true(key, score)
  local stored = field_of(key, field)
  if kind == 'v' then return stored == value end
  return stored and tonumber(stored) == tonumber(score)
end
local ids = {}
while #ids < wanted do
  local page = redis.call('ZRANGEBYSCORE', KEYS[1], lowest, highest, 'WITHSCORES', 'LIMIT', from, wanted - #ids)
  if #page == 0 then break end
  for i = 1, #page, 2 do
    local id = page[i]
    local key = prefix .. id .. suffix
    if is_true(key, page[i + 1]) then
      ids[#ids + 1] = id
      from = from + 1
    else
      if redis.pcall('ZREM', KEYS[1], id) ~= 1 then from = from + 1 end
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
  static const auto program = make_script(joined(kCommon, kRecord, kAdd));
  return program;
}

const std::shared_ptr<const Program>& save_script() {
  static const auto program = make_script(joined(kCommon, kRecord, kEntries, kSave));
  return program;
}

const std::shared_ptr<const Program>& delete_script() {
  static const auto program = make_script(joined(kCommon, kRecord, kEntries, kDelete));
  return program;
}

const std::shared_ptr<const Program>& find_unique_script() {
  static const auto program = make_script(joined(kCommon, kEntries, kFindUnique));
  return program;
}

const std::shared_ptr<const Program>& find_indexed_script() {
  static const auto program = make_script(joined(kCommon, kEntries, kFindIndexed));
  return program;
}

}  // namespace tributary::detail
