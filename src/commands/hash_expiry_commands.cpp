#include <tributary/commands/hash_expiry_commands.hpp>

#include "commands/expiry_words.hpp"
#include "commands/record.hpp"
#include "commands/rows.hpp"

namespace tributary {

using namespace detail;

namespace {

constexpr Since kFieldExpiry{.redis = {7, 4}, .valkey = {9, 0}};
constexpr Since kFieldsWithExpiry{.redis = {8, 0}, .valkey = {9, 0}};

constexpr CommandTable kHashExpiryRows{
    CommandRow{"HEXPIRE", -6, Access::write, Repeat::same_data, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HEXPIREAT", -6, Access::write, Repeat::same_data, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HEXPIRETIME", -5, Access::read, Repeat::safe, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HGETDEL", -5, Access::write, Repeat::same_data, kOneKey, Since{.redis = {8, 0}}}.with(
        About::listed_fields),
    // A time that has passed deletes the field.
    CommandRow{"HGETEX", -5, Access::write, Repeat::same_data, kOneKey, kFieldsWithExpiry}.with(About::listed_fields),
    CommandRow{"HPERSIST", -5, Access::write, Repeat::same_data, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HPEXPIRE", -6, Access::write, Repeat::same_data, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HPEXPIREAT", -6, Access::write, Repeat::same_data, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HPEXPIRETIME", -5, Access::read, Repeat::safe, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HPTTL", -5, Access::read, Repeat::safe, kOneKey, kFieldExpiry}.with(About::listed_fields),
    CommandRow{"HSETEX", -6, Access::write, Repeat::safe, kOneKey, kFieldsWithExpiry},
    CommandRow{"HTTL", -5, Access::read, Repeat::safe, kOneKey, kFieldExpiry}.with(About::listed_fields),
};

constexpr CommandRow kPlainHexpire = kHashExpiryRows["HEXPIRE"].with(Repeat::safe);
constexpr CommandRow kPlainHpexpire = kHashExpiryRows["HPEXPIRE"].with(Repeat::safe);
/// HSETEX with FNX or FXX.
constexpr CommandRow kConditionalHsetex = kHashExpiryRows["HSETEX"].with(Repeat::same_data);

template <class Duration>
Words expire_words(Duration time, ExpireIf condition) {
  Words words;
  words.add(time);
  if (condition != ExpireIf::always) words.add(word(condition));
  return words;
}

Words hgetex_words(const GetexOptions& options) {
  Words words;
  add_expiry(words, "HGETEX", {options.ttl, options.expire_at, options.persist, "persist", "PERSIST"});
  return words;
}

Words hsetex_words(const HsetexOptions& options) {
  Words words;
  if (options.only_if) words.add(*options.only_if == Exists::no ? "FNX" : "FXX");
  add_expiry(words, "HSETEX", {options.ttl, options.expire_at, options.keep_ttl, "keep_ttl", "KEEPTTL"});
  return words;
}

template <class Time>
Expiry<Time> only_expiry_from(const ReplyView& reply) {
  require_array_of(reply, 1);
  return expiry_from<Time>(reply[0]);
}

template <class Time>
std::vector<Expiry<Time>> expiries_from(const ReplyView& reply) {
  require_array(reply);
  std::vector<Expiry<Time>> out;
  out.reserve(reply.size());
  for (const ReplyView element : reply) out.push_back(expiry_from<Time>(element));
  return out;
}

/// Every command of the group ends in FIELDS, their number, and the fields; `words` stands between the key and that.
template <auto from_reply, class Group>
auto record_one(Group& self, const CommandRow& row, std::string_view key, const Words& words, const Argument& field) {
  return record_with<from_reply>(self, row, key, words, "FIELDS", 1, field);
}

template <class R, class Group>
DeferredResult<std::vector<R>> record_many(Group& self, const CommandRow& row, std::string_view key, const Words& words,
                                           const Arguments& fields) {
  require_some(fields, row.verb, "field");
  return record<std::vector<R>>(self, row, key, words, "FIELDS", fields.size(), fields);
}

template <class Time, class Group>
DeferredResult<std::vector<Expiry<Time>>> record_expiries(Group& self, const CommandRow& row, std::string_view key,
                                                          const Arguments& fields) {
  require_some(fields, row.verb, "field");
  return record_with<&expiries_from<Time>>(self, row, key, "FIELDS", fields.size(), fields);
}

}  // namespace

std::span<const CommandRow> detail::hash_expiry_command_rows() noexcept { return kHashExpiryRows.rows(); }

DeferredResult<HexpireReply> HashExpiryCommands::hexpire_one(std::string_view key, const Argument& field,
                                                             std::chrono::seconds ttl, ExpireIf condition) {
  const CommandRow& row = expire_row(kHashExpiryRows["HEXPIRE"], kPlainHexpire, ttl, condition);
  return record_one<&only_from<HexpireReply>>(*this, row, key, expire_words(ttl, condition), field);
}

DeferredResult<std::vector<HexpireReply>> HashExpiryCommands::hexpire(std::string_view key, Arguments fields,
                                                                      std::chrono::seconds ttl, ExpireIf condition) {
  const CommandRow& row = expire_row(kHashExpiryRows["HEXPIRE"], kPlainHexpire, ttl, condition);
  return record_many<HexpireReply>(*this, row, key, expire_words(ttl, condition), fields);
}

DeferredResult<HexpireReply> HashExpiryCommands::hexpireat_one(std::string_view key, const Argument& field,
                                                               std::chrono::sys_seconds time, ExpireIf condition) {
  const Words words = expire_words(time.time_since_epoch(), condition);
  return record_one<&only_from<HexpireReply>>(*this, kHashExpiryRows["HEXPIREAT"], key, words, field);
}

DeferredResult<std::vector<HexpireReply>> HashExpiryCommands::hexpireat(std::string_view key, Arguments fields,
                                                                        std::chrono::sys_seconds time,
                                                                        ExpireIf condition) {
  const Words words = expire_words(time.time_since_epoch(), condition);
  return record_many<HexpireReply>(*this, kHashExpiryRows["HEXPIREAT"], key, words, fields);
}

DeferredResult<Expiry<std::chrono::sys_seconds>> HashExpiryCommands::hexpiretime_one(std::string_view key,
                                                                                     const Argument& field) {
  return record_one<&only_expiry_from<std::chrono::sys_seconds>>(*this, kHashExpiryRows["HEXPIRETIME"], key, {}, field);
}

DeferredResult<std::vector<Expiry<std::chrono::sys_seconds>>> HashExpiryCommands::hexpiretime(std::string_view key,
                                                                                              Arguments fields) {
  return record_expiries<std::chrono::sys_seconds>(*this, kHashExpiryRows["HEXPIRETIME"], key, fields);
}

SlotHandle HashExpiryCommands::hgetdel_one(const ResultType& type, std::string_view key, const Argument& field) {
  return record_as(*this, type, kHashExpiryRows["HGETDEL"], key, "FIELDS", 1, field);
}

SlotHandle HashExpiryCommands::hgetdel_as(const ResultType& type, std::string_view key, const Arguments& fields) {
  require_some(fields, "HGETDEL", "field");
  return record_as(*this, type, kHashExpiryRows["HGETDEL"], key, "FIELDS", fields.size(), fields);
}

SlotHandle HashExpiryCommands::hgetex_one(const ResultType& type, std::string_view key, const Argument& field,
                                          const GetexOptions& options) {
  return record_as(*this, type, kHashExpiryRows["HGETEX"], key, hgetex_words(options), "FIELDS", 1, field);
}

SlotHandle HashExpiryCommands::hgetex_as(const ResultType& type, std::string_view key, const Arguments& fields,
                                         const GetexOptions& options) {
  require_some(fields, "HGETEX", "field");
  return record_as(*this, type, kHashExpiryRows["HGETEX"], key, hgetex_words(options), "FIELDS", fields.size(), fields);
}

DeferredResult<HpersistReply> HashExpiryCommands::hpersist_one(std::string_view key, const Argument& field) {
  return record_one<&only_from<HpersistReply>>(*this, kHashExpiryRows["HPERSIST"], key, {}, field);
}

DeferredResult<std::vector<HpersistReply>> HashExpiryCommands::hpersist(std::string_view key, Arguments fields) {
  return record_many<HpersistReply>(*this, kHashExpiryRows["HPERSIST"], key, {}, fields);
}

DeferredResult<HexpireReply> HashExpiryCommands::hpexpire_one(std::string_view key, const Argument& field,
                                                              std::chrono::milliseconds ttl, ExpireIf condition) {
  const CommandRow& row = expire_row(kHashExpiryRows["HPEXPIRE"], kPlainHpexpire, ttl, condition);
  return record_one<&only_from<HexpireReply>>(*this, row, key, expire_words(ttl, condition), field);
}

DeferredResult<std::vector<HexpireReply>> HashExpiryCommands::hpexpire(std::string_view key, Arguments fields,
                                                                       std::chrono::milliseconds ttl,
                                                                       ExpireIf condition) {
  const CommandRow& row = expire_row(kHashExpiryRows["HPEXPIRE"], kPlainHpexpire, ttl, condition);
  return record_many<HexpireReply>(*this, row, key, expire_words(ttl, condition), fields);
}

DeferredResult<HexpireReply> HashExpiryCommands::hpexpireat_one(std::string_view key, const Argument& field,
                                                                sys_milliseconds time, ExpireIf condition) {
  const Words words = expire_words(time.time_since_epoch(), condition);
  return record_one<&only_from<HexpireReply>>(*this, kHashExpiryRows["HPEXPIREAT"], key, words, field);
}

DeferredResult<std::vector<HexpireReply>> HashExpiryCommands::hpexpireat(std::string_view key, Arguments fields,
                                                                         sys_milliseconds time, ExpireIf condition) {
  const Words words = expire_words(time.time_since_epoch(), condition);
  return record_many<HexpireReply>(*this, kHashExpiryRows["HPEXPIREAT"], key, words, fields);
}

DeferredResult<Expiry<HashExpiryCommands::sys_milliseconds>> HashExpiryCommands::hpexpiretime_one(
    std::string_view key, const Argument& field) {
  return record_one<&only_expiry_from<sys_milliseconds>>(*this, kHashExpiryRows["HPEXPIRETIME"], key, {}, field);
}

DeferredResult<std::vector<Expiry<HashExpiryCommands::sys_milliseconds>>> HashExpiryCommands::hpexpiretime(
    std::string_view key, Arguments fields) {
  return record_expiries<sys_milliseconds>(*this, kHashExpiryRows["HPEXPIRETIME"], key, fields);
}

DeferredResult<Expiry<std::chrono::milliseconds>> HashExpiryCommands::hpttl_one(std::string_view key,
                                                                                const Argument& field) {
  return record_one<&only_expiry_from<std::chrono::milliseconds>>(*this, kHashExpiryRows["HPTTL"], key, {}, field);
}

DeferredResult<std::vector<Expiry<std::chrono::milliseconds>>> HashExpiryCommands::hpttl(std::string_view key,
                                                                                         Arguments fields) {
  return record_expiries<std::chrono::milliseconds>(*this, kHashExpiryRows["HPTTL"], key, fields);
}

DeferredResult<bool> HashExpiryCommands::hsetex(std::string_view key, const Argument& field, const Argument& value,
                                                const HsetexOptions& options) {
  const CommandRow& row = options.only_if ? kConditionalHsetex : kHashExpiryRows["HSETEX"];
  return record<bool>(*this, row, key, hsetex_words(options), "FIELDS", 1, field, value);
}

DeferredResult<bool> HashExpiryCommands::hsetex(std::string_view key, ArgumentPairs fields,
                                                const HsetexOptions& options) {
  require_some(fields, "HSETEX", "field");
  const CommandRow& row = options.only_if ? kConditionalHsetex : kHashExpiryRows["HSETEX"];
  return record<bool>(*this, row, key, hsetex_words(options), "FIELDS", fields.size(), fields);
}

DeferredResult<Expiry<std::chrono::seconds>> HashExpiryCommands::httl_one(std::string_view key, const Argument& field) {
  return record_one<&only_expiry_from<std::chrono::seconds>>(*this, kHashExpiryRows["HTTL"], key, {}, field);
}

DeferredResult<std::vector<Expiry<std::chrono::seconds>>> HashExpiryCommands::httl(std::string_view key,
                                                                                   Arguments fields) {
  return record_expiries<std::chrono::seconds>(*this, kHashExpiryRows["HTTL"], key, fields);
}

}  // namespace tributary
