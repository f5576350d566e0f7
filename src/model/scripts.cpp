#include "model/scripts.hpp"

#include <tributary/commands/script.hpp>

#include "model/script_parts.hpp"

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
