#pragma once

#include <tributary/commands/command_group.hpp>
#include <tributary/commands/expiry.hpp>
#include <tributary/commands/field_expiry.hpp>
#include <tributary/commands/only_element.hpp>
#include <tributary/commands/set_options.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Fields of hashes that expire: Redis 7.4, and 8.0 for HGETDEL, HGETEX and HSETEX. An older server answers ERR,
/// unknown command.
///
/// Each command takes one field or a list of them, and answers for each field in its place. The functions bear Redis'
/// names, as those of KeyCommands do: h... counts seconds, hp... milliseconds, and a time of the finer unit is not cut
/// by mistake, because the coarser function does not take it. An empty list is refused with std::invalid_argument. A
/// key that holds no hash makes WRONGTYPE.
class TRIBUTARY_API HashExpiryCommands : public detail::CommandGroup<HashExpiryCommands> {
 public:
  using sys_milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

  /// Lets a field live for a while: it is deleted when the time is over, at once when the time is 0.
  ///
  /// Sends:    HEXPIRE key seconds [NX|XX|GT|LT] FIELDS 1 field
  /// Reply:    array of one integer -> HexpireReply
  /// Errors:   ERR for a negative time, and one beyond what the server's clock can hold
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hexpire, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<HexpireReply> hexpire(std::string_view key, const Field& field, std::chrono::seconds ttl,
                                       ExpireIf condition = ExpireIf::always) {
    return hexpire_one(key, field, ttl, condition);
  }
  /// The same for several fields: `hexpire("session", {"token", "nonce"}, 60s)`.
  ///
  /// Sends:    HEXPIRE key seconds [NX|XX|GT|LT] FIELDS numfields field...
  /// Reply:    array of integers -> std::vector<HexpireReply>
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hexpire, since 7.4.0
  DeferredResult<std::vector<HexpireReply>> hexpire(std::string_view key, Arguments fields, std::chrono::seconds ttl,
                                                    ExpireIf condition = ExpireIf::always);

  /// As hexpire(), with a point in time.
  ///
  /// Sends:    HEXPIREAT key unix-seconds [NX|XX|GT|LT] FIELDS 1 field
  /// Source:   redis.io/commands/hexpireat, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<HexpireReply> hexpireat(std::string_view key, const Field& field, std::chrono::sys_seconds time,
                                         ExpireIf condition = ExpireIf::always) {
    return hexpireat_one(key, field, time, condition);
  }
  /// The same for several fields.
  ///
  /// Sends:    HEXPIREAT key unix-seconds [NX|XX|GT|LT] FIELDS numfields field...
  /// Source:   redis.io/commands/hexpireat, since 7.4.0
  DeferredResult<std::vector<HexpireReply>> hexpireat(std::string_view key, Arguments fields,
                                                      std::chrono::sys_seconds time,
                                                      ExpireIf condition = ExpireIf::always);

  /// When a field expires.
  ///
  /// Sends:    HEXPIRETIME key FIELDS 1 field
  /// Reply:    array of one integer -> Expiry, -1 and -2 being no time and no field; rounded up to whole seconds
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hexpiretime, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<Expiry<std::chrono::sys_seconds>> hexpiretime(std::string_view key, const Field& field) {
    return hexpiretime_one(key, field);
  }
  /// When each of several fields expires.
  ///
  /// Sends:    HEXPIRETIME key FIELDS numfields field...
  /// Reply:    array of integers -> std::vector<Expiry<std::chrono::sys_seconds>>
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hexpiretime, since 7.4.0
  DeferredResult<std::vector<Expiry<std::chrono::sys_seconds>>> hexpiretime(std::string_view key, Arguments fields);

  /// Reads the value of a field and removes it.
  ///
  /// Sends:    HGETDEL key FIELDS 1 field
  /// Reply:    array of one bulk string -> T, nil -> std::nullopt when the field or the key does not exist
  /// Errors:   with a decode error the field is gone all the same
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hgetdel, since 8.0.0
  template <Decodable T = std::string, SingleArgument Field>
  DeferredResult<std::optional<T>> hgetdel(std::string_view key, const Field& field) {
    return detail::deferred<std::optional<T>>(hgetdel_one(only<std::optional<T>>, key, field));
  }
  /// Reads the values of several fields and removes them.
  ///
  /// Sends:    HGETDEL key FIELDS numfields field...
  /// Reply:    array of bulk strings -> std::vector<std::optional<T>>
  /// Errors:   with a decode error the fields are gone all the same
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hgetdel, since 8.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<std::optional<T>>> hgetdel(std::string_view key, Arguments fields) {
    using Values = std::vector<std::optional<T>>;
    return detail::deferred<Values>(hgetdel_as(detail::result_type<Values>, key, fields));
  }

  /// Reads the value of a field and changes when it expires: `hgetex("session", "token", {.ttl = 30min})`.
  ///
  /// Sends:    HGETEX key [EX seconds | PX milliseconds | EXAT time | PXAT time | PERSIST] FIELDS 1 field
  /// Reply:    array of one bulk string -> T, nil -> std::nullopt when the field or the key does not exist
  /// Errors:   std::invalid_argument for options that contradict each other, and a time that is not positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hgetex, since 8.0.0
  template <Decodable T = std::string, SingleArgument Field>
  DeferredResult<std::optional<T>> hgetex(std::string_view key, const Field& field, const GetexOptions& options = {}) {
    return detail::deferred<std::optional<T>>(hgetex_one(only<std::optional<T>>, key, field, options));
  }
  /// Reads the values of several fields and changes when they expire.
  ///
  /// Sends:    HGETEX key [EX seconds | PX milliseconds | EXAT time | PXAT time | PERSIST] FIELDS numfields field...
  /// Reply:    array of bulk strings -> std::vector<std::optional<T>>
  /// Errors:   as of one field
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hgetex, since 8.0.0
  template <Decodable T = std::string>
  DeferredResult<std::vector<std::optional<T>>> hgetex(std::string_view key, Arguments fields,
                                                       const GetexOptions& options = {}) {
    using Values = std::vector<std::optional<T>>;
    return detail::deferred<Values>(hgetex_as(detail::result_type<Values>, key, fields, options));
  }

  /// Keeps a field from expiring.
  ///
  /// Sends:    HPERSIST key FIELDS 1 field
  /// Reply:    array of one integer -> HpersistReply
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hpersist, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<HpersistReply> hpersist(std::string_view key, const Field& field) {
    return hpersist_one(key, field);
  }
  /// Keeps several fields from expiring.
  ///
  /// Sends:    HPERSIST key FIELDS numfields field...
  /// Reply:    array of integers -> std::vector<HpersistReply>
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hpersist, since 7.4.0
  DeferredResult<std::vector<HpersistReply>> hpersist(std::string_view key, Arguments fields);

  /// As hexpire(), in milliseconds.
  ///
  /// Sends:    HPEXPIRE key milliseconds [NX|XX|GT|LT] FIELDS 1 field
  /// Source:   redis.io/commands/hpexpire, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<HexpireReply> hpexpire(std::string_view key, const Field& field, std::chrono::milliseconds ttl,
                                        ExpireIf condition = ExpireIf::always) {
    return hpexpire_one(key, field, ttl, condition);
  }
  /// The same for several fields.
  ///
  /// Sends:    HPEXPIRE key milliseconds [NX|XX|GT|LT] FIELDS numfields field...
  /// Source:   redis.io/commands/hpexpire, since 7.4.0
  DeferredResult<std::vector<HexpireReply>> hpexpire(std::string_view key, Arguments fields,
                                                     std::chrono::milliseconds ttl,
                                                     ExpireIf condition = ExpireIf::always);

  /// As hexpireat(), in milliseconds.
  ///
  /// Sends:    HPEXPIREAT key unix-milliseconds [NX|XX|GT|LT] FIELDS 1 field
  /// Source:   redis.io/commands/hpexpireat, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<HexpireReply> hpexpireat(std::string_view key, const Field& field, sys_milliseconds time,
                                          ExpireIf condition = ExpireIf::always) {
    return hpexpireat_one(key, field, time, condition);
  }
  /// The same for several fields.
  ///
  /// Sends:    HPEXPIREAT key unix-milliseconds [NX|XX|GT|LT] FIELDS numfields field...
  /// Source:   redis.io/commands/hpexpireat, since 7.4.0
  DeferredResult<std::vector<HexpireReply>> hpexpireat(std::string_view key, Arguments fields, sys_milliseconds time,
                                                       ExpireIf condition = ExpireIf::always);

  /// As hexpiretime(), in milliseconds.
  ///
  /// Sends:    HPEXPIRETIME key FIELDS 1 field
  /// Source:   redis.io/commands/hpexpiretime, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<Expiry<sys_milliseconds>> hpexpiretime(std::string_view key, const Field& field) {
    return hpexpiretime_one(key, field);
  }
  /// The same for several fields.
  ///
  /// Sends:    HPEXPIRETIME key FIELDS numfields field...
  /// Source:   redis.io/commands/hpexpiretime, since 7.4.0
  DeferredResult<std::vector<Expiry<sys_milliseconds>>> hpexpiretime(std::string_view key, Arguments fields);

  /// As httl(), in milliseconds.
  ///
  /// Sends:    HPTTL key FIELDS 1 field
  /// Source:   redis.io/commands/hpttl, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<Expiry<std::chrono::milliseconds>> hpttl(std::string_view key, const Field& field) {
    return hpttl_one(key, field);
  }
  /// The same for several fields.
  ///
  /// Sends:    HPTTL key FIELDS numfields field...
  /// Source:   redis.io/commands/hpttl, since 7.4.0
  DeferredResult<std::vector<Expiry<std::chrono::milliseconds>>> hpttl(std::string_view key, Arguments fields);

  /// Sets one field, and when it expires: `hsetex("session", "token", token, {.ttl = 30min})`.
  ///
  /// Sends:    HSETEX key [FNX|FXX] [EX seconds | PX milliseconds | EXAT time | PXAT time | KEEPTTL]
  ///           FIELDS 1 field value
  /// Reply:    integer 0 or 1 -> bool, false when only_if forbade it
  /// Errors:   std::invalid_argument for options that contradict each other, and a time that is not positive
  /// Cost:     O(1)
  /// Source:   redis.io/commands/hsetex, since 8.0.0
  DeferredResult<bool> hsetex(std::string_view key, const Argument& field, const Argument& value,
                              const HsetexOptions& options = {});
  /// Sets several fields, and when they expire, or none of them when only_if forbids it.
  ///
  /// Sends:    HSETEX key [FNX|FXX] [EX seconds | PX milliseconds | EXAT time | PXAT time | KEEPTTL]
  ///           FIELDS numfields (field value)...
  /// Reply:    integer 0 or 1 -> bool
  /// Errors:   as of one field
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/hsetex, since 8.0.0
  DeferredResult<bool> hsetex(std::string_view key, ArgumentPairs fields, const HsetexOptions& options = {});

  /// How long a field will live.
  ///
  /// Sends:    HTTL key FIELDS 1 field
  /// Reply:    array of one integer -> Expiry, -1 and -2 being no time and no field; rounded up to whole seconds
  /// Cost:     O(1)
  /// Source:   redis.io/commands/httl, since 7.4.0
  template <SingleArgument Field>
  DeferredResult<Expiry<std::chrono::seconds>> httl(std::string_view key, const Field& field) {
    return httl_one(key, field);
  }
  /// How long each of several fields will live.
  ///
  /// Sends:    HTTL key FIELDS numfields field...
  /// Reply:    array of integers -> std::vector<Expiry<std::chrono::seconds>>
  /// Cost:     O(N) for N fields
  /// Source:   redis.io/commands/httl, since 7.4.0
  DeferredResult<std::vector<Expiry<std::chrono::seconds>>> httl(std::string_view key, Arguments fields);

 private:
  friend struct detail::FamilyAccess;  // keyspaces, which read each field by its own type

  /// The element of a list of one.
  template <class T>
  static constexpr const detail::ResultType& only = detail::custom_result_type<T, &detail::only_from<T>>;

  DeferredResult<HexpireReply> hexpire_one(std::string_view key, const Argument& field, std::chrono::seconds ttl,
                                           ExpireIf condition);
  DeferredResult<HexpireReply> hexpireat_one(std::string_view key, const Argument& field, std::chrono::sys_seconds time,
                                             ExpireIf condition);
  DeferredResult<Expiry<std::chrono::sys_seconds>> hexpiretime_one(std::string_view key, const Argument& field);
  DeferredResult<HpersistReply> hpersist_one(std::string_view key, const Argument& field);
  DeferredResult<HexpireReply> hpexpire_one(std::string_view key, const Argument& field, std::chrono::milliseconds ttl,
                                            ExpireIf condition);
  DeferredResult<HexpireReply> hpexpireat_one(std::string_view key, const Argument& field, sys_milliseconds time,
                                              ExpireIf condition);
  DeferredResult<Expiry<sys_milliseconds>> hpexpiretime_one(std::string_view key, const Argument& field);
  DeferredResult<Expiry<std::chrono::milliseconds>> hpttl_one(std::string_view key, const Argument& field);
  DeferredResult<Expiry<std::chrono::seconds>> httl_one(std::string_view key, const Argument& field);

  detail::SlotHandle hgetdel_one(const detail::ResultType& type, std::string_view key, const Argument& field);
  detail::SlotHandle hgetdel_as(const detail::ResultType& type, std::string_view key, const Arguments& fields);
  detail::SlotHandle hgetex_one(const detail::ResultType& type, std::string_view key, const Argument& field,
                                const GetexOptions& options);
  detail::SlotHandle hgetex_as(const detail::ResultType& type, std::string_view key, const Arguments& fields,
                               const GetexOptions& options);
};

}  // namespace tributary
