#pragma once

#include <tributary/keyspace/family_ids.hpp>
#include <tributary/keyspace/typed_arguments.hpp>
#include <tributary/model/operations.hpp>

#include <fmt/core.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

namespace detail {

template <class M, class... F>
inline constexpr std::array<const FieldInfo*, sizeof...(F)> some_fields{&field_info<M, F>()...};

/// Makes the value of a result where it stays, without copying a model.
template <class M, class... F>
void decode_loaded(void* storage, const ReplyView& reply) {
  using Loaded = std::optional<M>;
  auto loaded = std::make_unique<Loaded>(std::in_place);
  bool found = false;
  if constexpr (sizeof...(F) == 0 || model_info<M>.schema_version > 0) {
    found = decode_record(model_info<M>, **loaded, reply);
  } else {
    found = decode_fields(model_info<M>, some_fields<M, F...>, **loaded, reply);
  }
  if (!found) loaded->reset();
  if constexpr (fits_slot<Loaded>) {
    construct_slot_value<Loaded>(storage, std::move(*loaded));
  } else {
    ::new (storage) Loaded* {loaded.release()};
  }
}

template <class M>
Record* loaded_record(Slot& result) noexcept {
  auto& loaded = result.value<std::optional<M>>();
  return loaded ? &*loaded : nullptr;
}

template <class M, class... F>
inline constexpr ResultType loaded_type{&decode_loaded<M, F...>, destroy_function<std::optional<M>>};

template <class M, class... F>
inline constexpr LoadPlan load_plan{&model_info<M>,
                                    model_info<M>.schema_version > 0 ? FieldList{} : FieldList{some_fields<M, F...>},
                                    &loaded_type<M, F...>, &loaded_record<M>};

}  // namespace detail

/// Base of typed records, each stored in a hash:
///
///     struct User : Model<User> {
///       using Model::Model;
///       static constexpr Keyspace keyspace{"U"};
///       Field<"name", std::string> name;
///       Field<"admin", bool> admin;
///       static constexpr auto fields = std::tuple{&User::name, &User::admin};
///     };
///
/// Every function takes a Commands: with a client it runs at once, with a context it is recorded, and goes to the
/// connection that the keyspace names when the context knows several. A record is an ordinary value: copied and
/// compared without I/O. It changes when a batch with an operation of it has executed, in the order in which they were
/// recorded, and then holds what a reload would give; an operation that failed leaves it as it was. It may be moved or
/// destroyed while operations wait. A field without a stored value reads as it is initialised.
///
/// `Model<Employee, User>` extends the model User: its fields come first, and `fields` of Employee lists what is new.
///
/// A model whose stored form has changed says which form it knows, and how older ones become that:
///
///     static constexpr std::int64_t schema_version = 2;
///     static void migrate(StoredFields& stored, std::int64_t from);
///
/// Each save stores the version beside the fields. A load of an older record, of version 0 when none is stored, calls
/// migrate() before anything is decoded; the fields that it changed count as changed, so that a save stores them. Such
/// a model is always loaded whole. A newer version is a decode error.
///
/// Like any value it belongs to one thread at a time; so does the execute() of a batch that has operations of it.
template <class Self, class Extended = void>
class Model : public std::conditional_t<std::is_void_v<Extended>, detail::Record, Extended> {
  using Parent = std::conditional_t<std::is_void_v<Extended>, detail::Record, Extended>;

 public:
  using BaseModel = Extended;

  /// A record without an id, which cannot be saved.
  Model() noexcept(std::is_nothrow_default_constructible_v<Parent>) = default;
  /// The record of that id, of which nothing is known yet. No I/O.
  template <SingleArgument Id>
  explicit Model(const Id& id) : Parent{id} {}
  Model(const Model&) = default;
  Model(Model&&) noexcept = default;
  Model& operator=(const Model& other) {
    if (this == &other) return *this;
    Parent::operator=(other);
    detail::copy_fields(own_fields(), *this, other);
    return *this;
  }
  Model& operator=(Model&& other) noexcept {
    if (this == &other) return *this;
    Parent::operator=(static_cast<Parent&&>(other));
    detail::move_fields(own_fields(), *this, other);
    return *this;
  }

  /// Reads a record: all of its fields, or those that are named: `User::load(redis, "1", &User::name)`.
  ///
  /// Sends:    HGETALL key; for some fields a script that reads them with HMGET when the key exists
  /// Reply:    array -> std::optional<Self>, std::nullopt when there is no such record. Fields that the model does not
  ///           know are left alone
  /// Errors:   a decode error that names key and field, for a value that is none of the field's type
  template <SingleArgument Id, class... F>
  static DeferredResult<std::optional<Self>> load(Commands& redis, const Id& id, F... /*fields*/) {
    return Loaded{detail::load_record(redis, detail::load_plan<Self, F...>, id)};
  }
  /// Reads several records in one round trip, each with its own result: `User::load(redis, {"1", "2"})`.
  template <class... F>
  static std::vector<DeferredResult<std::optional<Self>>> load(Commands& redis, const Arguments& ids, F... /*fields*/) {
    std::vector<Loaded> results;
    for (auto& slot : detail::load_records(redis, detail::load_plan<Self, F...>, ids)) {
      results.emplace_back(std::move(slot));
    }
    return results;
  }

  /// Tells whether there is a record of that id.
  static DeferredResult<bool> exists(Commands& redis, const Argument& id) {
    return detail::record_exists(redis, detail::model_info<Self>, id);
  }

  /// All ids of the model, page by page: `for (const std::string& id : User::scan_ids(client)) ...`. `match` is a
  /// pattern for ids. The client is that of the keyspace's own connection, when it names one.
  template <class M = Self>
  static auto scan_ids(const Deployment& client, KeyScanRangeOptions options = {}) {
    options.match = M::keyspace.pattern(options.match);
    return FamilyIds<M::keyspace, std::string>{scan_keys(client, std::move(options))};
  }

  /// Deletes records.
  ///
  /// Sends:    DEL key...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for an empty list
  static DeferredResult<std::int64_t> del(Commands& redis, const Arguments& ids) {
    return detail::delete_records(redis, detail::model_info<Self>, ids);
  }

  /// Writes the fields that were changed, and removes those that were reset; nothing is sent when there are none.
  ///
  /// Sends:    HSET key (field value)..., HDEL key field..., and EXPIRE when the keyspace has an expiry. With only_if,
  ///           for fields that expire, and for models with a version, a schema version or indexes, all in one script
  /// Reply:    true when it was written, false when only_if forbade it
  /// Errors:   std::invalid_argument, before anything is recorded, for a record without an id, a value that its codec
  ///           refuses, a required field that is removed, or is missing where a record may be created: with Exists::no,
  ///           and without only_if for one that was neither loaded nor saved before
  DeferredResult<bool> save(Commands& redis, const SaveOptions& options = {}) {
    return detail::save_record(redis, info(), *this, options);
  }

  /// Removes fields, whatever they hold: `user.remove(redis, &User::name)`. What was assigned to them is forgotten.
  ///
  /// Sends:    HDEL key field...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for a required field
  template <class... F>
    requires(sizeof...(F) > 0)
  DeferredResult<std::int64_t> remove(Commands& redis, F... /*fields*/) {
    return detail::remove_fields(redis, info(), *this, detail::some_fields<Self, F...>);
  }

  /// Adds to a number, or a duration, which is 0 when it is not there: `user.incr(redis, &User::logins)`.
  ///
  /// Sends:    HINCRBY key field by, HINCRBYFLOAT for floating point
  /// Reply:    the new value. The field of this record has it too, unless it was assigned and not saved
  /// Errors:   ERR when what is stored is no number; a decode error when the sum does not fit the field
  template <class F>
    requires std::integral<typename detail::FieldOf<F>::value_type> ||
             detail::Timelike<typename detail::FieldOf<F>::value_type>
  auto incr(Commands& redis, F /*field*/, std::int64_t by = 1) {
    using T = typename detail::FieldOf<F>::value_type;
    static_assert(!std::same_as<T, bool>, "a boolean cannot be incremented");
    detail::check_increment<F>();
    return detail::deferred<T>(
        detail::add_to_field(redis, info(), *this, detail::field_info<Self, F>(), detail::result_type<T>, by));
  }
  template <class F>
    requires std::floating_point<typename detail::FieldOf<F>::value_type>
  auto incr(Commands& redis, F /*field*/, double by = 1) {
    using T = typename detail::FieldOf<F>::value_type;
    detail::check_increment<F>();
    return detail::deferred<T>(
        detail::add_to_field(redis, info(), *this, detail::field_info<Self, F>(), detail::result_type<T>, by));
  }
  /// Subtracts; otherwise as incr().
  template <class F>
  auto decr(Commands& redis, F field, std::int64_t by = 1)
    requires(!std::floating_point<typename detail::FieldOf<F>::value_type>)
  {
    return incr(redis, field, detail::negative(by));
  }
  template <class F>
  auto decr(Commands& redis, F field, double by = 1)
    requires std::floating_point<typename detail::FieldOf<F>::value_type>
  {
    return incr(redis, field, -by);
  }

  /// Removes one field and returns what it held.
  ///
  /// Sends:    a script with HGET and HDEL
  /// Reply:    std::optional of the field's type; std::nullopt when it was not there
  /// Errors:   std::invalid_argument for a required field. With a decode error it is gone all the same
  template <class F>
  auto pop(Commands& redis, F /*field*/) {
    using Popped = std::optional<typename detail::FieldOf<F>::value_type>;
    return detail::deferred<Popped>(
        detail::pop_field(redis, info(), *this, detail::field_info<Self, F>(), detail::result_type<Popped>));
  }

  /// The id of the record that has this value of a unique field: `User::find(redis, &User::email, "bob@example.org")`.
  ///
  /// Sends:    a script with HGET, which checks that the record still has the value
  /// Reply:    bulk string -> std::optional<std::string>
  template <class F>
    requires(detail::FieldOf<F>::traits.unique)
  static DeferredResult<std::optional<std::string>> find(Commands& redis, F /*field*/,
                                                         Given<detail::ValueOf<F>> value) {
    return detail::find_unique(redis, detail::model_info<Self>, detail::field_info<Self, F>(), value);
  }
  /// The ids of the records that have this value of an indexed field, a page of them, in the order of their bytes. The
  /// offset counts entries: pages that are read in turn miss nothing, while a jump may pass over some that are stale.
  ///
  /// Sends:    a script with ZRANGEBYSCORE, which leaves out, and removes, what is no longer true
  /// Reply:    array of bulk strings -> std::vector<std::string>
  /// Errors:   std::invalid_argument for a negative offset or count
  /// Cost:     O(log N + offset + count)
  template <class F>
    requires(detail::FieldOf<F>::traits.indexed)
  static DeferredResult<std::vector<std::string>> find(Commands& redis, F /*field*/, Given<detail::ValueOf<F>> value,
                                                       const FindOptions& page = {}) {
    return detail::find_indexed(redis, detail::model_info<Self>, detail::field_info<Self, F>(), value,
                                detail::score_of<detail::ValueOf<F>>(value), page);
  }
  /// The ids of the records whose number, duration or time is from `lowest` to `highest`, both included; a page of
  /// them, in the order of the values. Otherwise as find().
  template <class F>
    requires(detail::FieldOf<F>::traits.indexed && detail::Scored<detail::ValueOf<F>>)
  static DeferredResult<std::vector<std::string>> find_range(Commands& redis, F /*field*/,
                                                             Given<detail::ValueOf<F>> lowest,
                                                             Given<detail::ValueOf<F>> highest,
                                                             const FindOptions& page = {}) {
    return detail::find_range(redis, detail::model_info<Self>, detail::field_info<Self, F>(),
                              *detail::score_of<detail::ValueOf<F>>(lowest),
                              *detail::score_of<detail::ValueOf<F>>(highest), page);
  }

  /// Enters a record in the indexes by what is stored: for records from before a field was unique or indexed, or whose
  /// fields others have written.
  ///
  /// Reply:    true when there is such a record
  /// Errors:   UniqueConflict when another record has the value of a unique field
  template <class M = Self>
    requires(detail::model_info<M>.has_entries)
  static DeferredResult<bool> reindex(Commands& redis, const Argument& id) {
    return detail::reindex_record(redis, detail::model_info<M>, id);
  }

  /// A description of the model for people: the pattern of its keys, and a line for each field.
  static std::string schema() { return detail::describe_model(detail::model_info<Self>); }

  /// Deletes the record, whatever its fields are. The id stays, the fields are as in a new one.
  ///
  /// Sends:    DEL key
  /// Reply:    integer 0 or 1 -> bool, true when it was there
  DeferredResult<bool> clear(Commands& redis) { return detail::clear_record(redis, info(), *this); }

  /// The same id and the same values; whether they were saved does not matter.
  friend bool operator==(const Self& a, const Self& b) { return detail::equal_fields(detail::model_info<Self>, a, b); }

  /// `U{1} {name: "Bob", admin: true}`: the key, and the fields that have a value.
  template <std::derived_from<std::ios_base> Stream>
  friend Stream& operator<<(Stream& out, const Self& model) {
    out << detail::print_record(detail::model_info<Self>, model);
    return out;
  }

 private:
  using Loaded = DeferredResult<std::optional<Self>>;

  static const detail::ModelInfo& info() noexcept { return detail::model_info<Self>; }
  static std::span<const detail::FieldInfo> own_fields() noexcept {
    if constexpr (std::is_void_v<Extended>) {
      return info().fields;
    } else {
      return info().fields.subspan(detail::field_count<Extended>);
    }
  }
};

}  // namespace tributary

/// `fmt::print("{}", user)`: as operator<< prints it.
template <class M>
  requires std::derived_from<M, tributary::detail::Record>
struct fmt::formatter<M> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  template <class Context>
  auto format(const M& model, Context& context) const {
    return fmt::format_to(context.out(), "{}",
                          tributary::detail::print_record(tributary::detail::model_info<M>, model));
  }
};
