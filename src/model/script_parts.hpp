#pragma once

namespace tributary::detail {

// What the scripts of models are made of, each part behind those that stand before it here.

// What the other programs have in common.
//
// No script is undone when it fails halfway. So what can fail is tried before the first write: the types of keys, what
// the user of the connection may do, numbers that are none, the scores of sorted sets.
inline constexpr const char* kCommon = R"(
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
inline constexpr const char* kRecord = R"(
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

// An entry is a place where a record can be found by a value: {'u', hash, value} in a hash of ids by value, {'v', set}
// in a sorted set of ids that have that value, {'s', set, score} in a sorted set of ids by value. The entries of each
// record are kept by id in a hash of their own, which outlives records that expire or are deleted by others, and which
// tells what to remove when the fields of the model change. An entry that cannot be removed is no error: searches
// distrust them.
inline constexpr const char* kEntries = R"(
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

}  // namespace tributary::detail
