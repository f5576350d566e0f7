#pragma once

#include <tributary/codec/exact_double.hpp>
#include <tributary/core/format.hpp>
#include <tributary/keyspace/family_ids.hpp>
#include <tributary/keyspace/typed_arguments.hpp>
#include <tributary/model/load_plan.hpp>
#include <tributary/model/operations.hpp>

#include <fmt/core.h>

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

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
/// recorded, and then holds what a reload would give. An operation that failed leaves its values and changes as they
/// were, and nothing known of what is stored. It may be moved or destroyed while operations wait. A field without a
/// stored value reads as it is initialised.
///
/// `Model<Employee, User>` extends the model User: its fields come first, and `fields` of Employee lists what is new. A
/// function that takes a `User&` may be given an Employee, and then writes an Employee: the record knows what it is.
/// A User is not made of one; what was assigned through a base, `user = employee`, is refused by every operation.
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
class Model : public std::conditional_t<std::is_void_v<Extended>, detail::RecordBase, Extended> {
  using Parent = std::conditional_t<std::is_void_v<Extended>, detail::RecordBase, Extended>;

 public:
  using BaseModel = Extended;

  /// A record without an id, which cannot be saved.
  Model() noexcept(std::is_nothrow_default_constructible_v<Parent>) { this->become(detail::model_info<Self>); }
  /// The record of that id, of which nothing is known yet. No I/O.
  template <SingleArgument Id>
  explicit Model(const Id& id) : Parent{id} {
    this->become(detail::model_info<Self>);
  }
  // A model that inherits no constructor. For the reader of the compiler's message, which shows these lines.
  template <SingleArgument Id>
    requires std::is_aggregate_v<Self>
  Model(const Id&) = delete;  // write `using Model::Model;` in your model to make it with an id
  Model(const Model& other) : Parent(static_cast<const Parent&>(other)) { this->become_copy(detail::model_info<Self>); }
  Model(Model&& other) noexcept : Parent(static_cast<Parent&&>(other)) { this->become_copy(detail::model_info<Self>); }
  // For the reader of the compiler's message, which shows these lines.
  template <class Other>
    requires std::derived_from<Other, Self> && (!std::same_as<Other, Self>)
  Model(const Other&) = delete;  // a record is not made of one that extends it: take a reference, or the whole record
  Model& operator=(const Model& other) {
    if (this == &other) return *this;
    Parent::operator=(other);
    detail::copy_fields(own_fields(), record(), detail::RecordAccess::record(other));
    return *this;
  }
  Model& operator=(Model&& other) noexcept {
    if (this == &other) return *this;
    Parent::operator=(static_cast<Parent&&>(other));
    detail::move_fields(own_fields(), record(), detail::RecordAccess::record(other));
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
    return detail::deferred<std::optional<Self>>(detail::load_record(redis, detail::load_plan<Self, F...>, id));
  }
  /// Reads several records in one round trip, each with its own result: `User::load(redis, {"1", "2"})`.
  template <class... F>
  static std::vector<DeferredResult<std::optional<Self>>> load(Commands& redis, Arguments ids, F... /*fields*/) {
    std::vector<Loaded> results;
    for (auto& slot : detail::load_records(redis, detail::load_plan<Self, F...>, ids)) {
      results.push_back(detail::deferred<std::optional<Self>>(std::move(slot)));
    }
    return results;
  }

  /// Reads a record that must be there: `User user = User::load_existing(redis, "1").result();`. Otherwise as load().
  ///
  /// Reply:    array -> Self
  /// Errors:   RecordNotFound when there is no such record; it names the key
  template <SingleArgument Id, class... F>
  static DeferredResult<Self> load_existing(Commands& redis, const Id& id, F... /*fields*/) {
    return detail::deferred<Self>(detail::load_record(redis, detail::existing_plan<Self, F...>, id));
  }
  template <class... F>
  static std::vector<DeferredResult<Self>> load_existing(Commands& redis, Arguments ids, F... /*fields*/) {
    std::vector<DeferredResult<Self>> results;
    for (auto& slot : detail::load_records(redis, detail::existing_plan<Self, F...>, ids)) {
      results.push_back(detail::deferred<Self>(std::move(slot)));
    }
    return results;
  }

  /// Loads fields into this record, or all of them: `user.load(redis, &User::name)`, `user.load(redis)`. They become
  /// what is stored, also those that were assigned and not saved; assigned later, while it waits, they stay so. What is
  /// known of the record, its version for example, is what is stored then: a save that was a conflict can be tried
  /// again behind it, in another batch. Of fields that are not loaded assignments stay; what was read of them under
  /// another version is forgotten, as if they had been left out.
  ///
  /// Sends:    as the load() above
  /// Reply:    true when there is such a record. When there is none, its fields are as in a new one
  /// Errors:   as the load() above; the fields hold what they held
  template <class... F>
    requires(std::is_member_object_pointer_v<F> && ...)
  DeferredResult<bool> load(Commands& redis, F... /*fields*/) {
    return detail::reload_record(redis, detail::load_plan<Self, F...>, record());
  }

  /// Tells whether there is a record of that id.
  template <SingleArgument Id>
  static DeferredResult<bool> exists(Commands& redis, const Id& id) {
    return detail::record_exists(redis, detail::model_info<Self>, id);
  }
  /// How many of these records there are; one that is named twice counts twice.
  ///
  /// Errors:   std::invalid_argument for an empty list
  static DeferredResult<std::int64_t> exists(Commands& redis, Arguments ids) {
    return detail::records_exist(redis, detail::model_info<Self>, ids);
  }

  /// What Redis calls the record of that id: `User::key_of(1)` is U{1}.
  static std::string key_of(const Argument& id) { return detail::model_info<Self>.keyspace->key(id); }

  /// All ids of the model, page by page: `for (const std::string& id : User::scan_ids(client)) ...`. `match` is a
  /// pattern for ids. The client is that of the keyspace's own connection, when it names one.
  template <class M = Self>
  static auto scan_ids(const Deployment& client, KeyScanRangeOptions options = {}) {
    options.match = M::keyspace.pattern(options.match);
    return FamilyIds<M::keyspace, std::string>{scan_keys(client, std::move(options))};
  }

  template <class... T>
  static void scan_ids(const PipelineContext&, KeyScanRangeOptions = {}) = delete;  // scan with the context's client

  /// Deletes a record. True when it was there.
  ///
  /// Sends:    DEL key
  template <SingleArgument Id>
  static DeferredResult<bool> del(Commands& redis, const Id& id) {
    return detail::delete_record(redis, detail::model_info<Self>, id);
  }
  /// Deletes records.
  ///
  /// Sends:    DEL key...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for an empty list
  static DeferredResult<std::int64_t> del(Commands& redis, Arguments ids) {
    return detail::delete_records(redis, detail::model_info<Self>, ids);
  }

  /// Writes the fields that were changed, and removes those that were reset; nothing is sent when there are none. With
  /// `{.all = true}` it writes all.
  ///
  /// Sends:    HSET key (field value)..., HDEL key field..., and EXPIRE when the keyspace has an expiry. With only_if,
  ///           for fields that expire, and for models with a version, a schema version or indexes, all in one script
  /// Reply:    true when it was written, false when only_if forbade it
  /// Errors:   std::invalid_argument, before anything is recorded, for a record without an id, a value that its codec
  ///           refuses, a required field that is removed, or is missing where a record may be created: with Exists::no,
  ///           and without only_if for one that was neither loaded nor saved before; for a field that was not loaded,
  ///           where all are written; for an integer beyond 2^53 in an index. RecordNotFound as incr()
  DeferredResult<bool> save(Commands& redis, const SaveOptions& options = {}) {
    return detail::save_record(redis, info(), record(), options);
  }

  /// Removes fields, whatever they hold: `user.remove(redis, &User::name)`. What was assigned to them is forgotten.
  ///
  /// Sends:    HDEL key field...
  /// Reply:    integer -> std::int64_t, the number of those that were there
  /// Errors:   std::invalid_argument for a required field
  template <class... F>
    requires(sizeof...(F) > 0)
  DeferredResult<std::int64_t> remove(Commands& redis, F... /*fields*/) {
    return detail::remove_fields(redis, info(), record(), detail::some_fields<Self, F...>);
  }

  /// Adds to a number, or a duration or time in its unit, which is 0 when it is not there:
  /// `user.incr(redis, &User::logins)`.
  ///
  /// Sends:    HINCRBY key field by, HINCRBYFLOAT for floating point, and what is counted in it. For models with a
  ///           version, a schema version or other required fields, and for fields that expire, in a script; with a
  ///           version HMGET of it, too
  /// Reply:    the new value. The field of this record has it too, unless it was assigned and not saved
  /// Errors:   ERR when what is stored is no number; RecordNotFound when there is no record, and one would be made
  ///           without its required fields; a decode error when the sum does not fit the field
  template <class F>
    requires(!detail::Fractional<detail::ValueOf<F>> &&
             (std::integral<detail::ValueOf<F>> || detail::Timelike<detail::ValueOf<F>>))
  auto incr(Commands& redis, F /*field*/, std::int64_t by = 1) {
    using T = typename detail::FieldOf<F>::value_type;
    static_assert(!std::same_as<T, bool>, "a boolean cannot be incremented");
    detail::check_increment<F>();
    return detail::deferred<T>(
        detail::add_to_field(redis, info(), record(), detail::field_info<Self, F>(), detail::result_type<T>, by));
  }
  template <class F>
    requires detail::Fractional<detail::ValueOf<F>>
  auto incr(Commands& redis, F /*field*/, ExactDouble by = 1) {
    using T = typename detail::FieldOf<F>::value_type;
    detail::check_increment<F>();
    return detail::deferred<T>(
        detail::add_to_field(redis, info(), record(), detail::field_info<Self, F>(), detail::result_type<T>, by));
  }
  /// Subtracts; otherwise as incr().
  template <class F>
  auto decr(Commands& redis, F field, std::int64_t by = 1)
    requires(!detail::Fractional<detail::ValueOf<F>>)
  {
    return incr(redis, field, detail::negative(by));
  }
  template <class F>
  auto decr(Commands& redis, F field, ExactDouble by = 1)
    requires detail::Fractional<detail::ValueOf<F>>
  {
    return incr(redis, field, -by);
  }

  /// Sets a field that is not stored, and leaves it alone otherwise: `user.set_if_absent(redis, &User::name, "Bob")`.
  ///
  /// Sends:    HSETNX key field value; in a script where incr() is one
  /// Reply:    integer 0 or 1 -> bool, true when it was set, and the field of this record has the value, too. Else the
  ///           field is left out until it is loaded, unless its value was known
  /// Errors:   std::invalid_argument for a value that its codec refuses; RecordNotFound as incr()
  template <class F>
  DeferredResult<bool> set_if_absent(Commands& redis, F /*field*/, Given<detail::ValueOf<F>> value) {
    constexpr detail::FieldTraits traits = detail::FieldOf<F>::traits;
    static_assert(!traits.unique && !traits.indexed,
                  "set_if_absent does not keep an index: load the field, and save it where it has no value");
    static_assert(!traits.version, "only operations change the version");
    return detail::set_absent_field(redis, info(), record(), detail::field_info<Self, F>(), value);
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
        detail::pop_field(redis, info(), record(), detail::field_info<Self, F>(), detail::result_type<Popped>));
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
  // For the reader of the compiler's message, which shows these lines.
  template <class F>
    requires(!detail::FieldOf<F>::traits.unique && !detail::FieldOf<F>::traits.indexed)
  static void find(Commands&, F, Given<detail::ValueOf<F>>, const FindOptions& = {}) = delete;  // make it Indexed
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

  /// Enters a record in the indexes by what a load of it gives: for records from before a field was unique or indexed,
  /// whose fields others have written, or whose schema is older. A value that is stored in another form than its own,
  /// and what a migration changes, is written. Takes a client, as it reads first; of its own connection, when the
  /// keyspace names one.
  ///
  /// Sends:    HGETALL key, and a script that writes when the record is still the same; again when it is not
  /// Reply:    true when there is such a record
  /// Errors:   UniqueConflict when another record has the value of a unique field; with a schema version a decode error
  ///           for a record that cannot be loaded, without one it is entered as it is stored; TransactionConflict when
  ///           others changed it all the time
  template <class M = Self>
    requires(detail::model_info<M>.has_entries)
  static DeferredResult<bool> reindex(const Deployment& client, const Argument& id) {
    return detail::reindex_record(client, detail::load_plan<M>, id);
  }
  template <class... T>
  static void reindex(const PipelineContext&, const Argument&) = delete;  // reindex with the context's client

  /// A description of the model for people: the pattern of its keys, and a line for each field.
  static std::string schema() { return detail::describe_model(detail::model_info<Self>); }

  /// Deletes the record, whatever its fields are. The id stays, the fields are as in a new one.
  ///
  /// Sends:    DEL key
  /// Reply:    integer 0 or 1 -> bool, true when it was there
  DeferredResult<bool> clear(Commands& redis) { return detail::clear_record(redis, info(), record()); }

  /// The same id and the same values, and the same fields left out; whether they were saved does not matter.
  friend bool operator==(const Self& a, const Self& b) {
    return detail::equal_fields(detail::model_info<Self>, detail::RecordAccess::record(a),
                                detail::RecordAccess::record(b));
  }

  /// `U{1} {name: "Bob", admin: true}`: the key, and the fields that were loaded and have a value.
  template <std::derived_from<std::ios_base> Stream>
  friend Stream& operator<<(Stream& out, const Self& model) {
    out << detail::print_record(detail::model_info<Self>, detail::RecordAccess::record(model));
    return out;
  }

 private:
  using Loaded = DeferredResult<std::optional<Self>>;

  /// Of the whole record, which may be one that extends this model.
  const detail::ModelInfo& info() const { return record().model(); }
  detail::Record& record() noexcept { return detail::RecordAccess::record(*this); }
  const detail::Record& record() const noexcept { return detail::RecordAccess::record(*this); }
  static std::span<const detail::FieldInfo> own_fields() noexcept {
    if constexpr (std::is_void_v<Extended>) {
      return detail::model_info<Self>.fields;
    } else {
      return detail::model_info<Self>.fields.subspan(detail::field_count<Extended>);
    }
  }
};

}  // namespace tributary

/// `fmt::print("{}", user)`: as operator<< prints it.
template <class M>
  requires std::derived_from<M, tributary::detail::RecordBase>
struct fmt::formatter<M> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  template <class Context>
  auto format(const M& model, Context& context) const {
    return tributary::detail::write_text(
        tributary::detail::print_record(tributary::detail::model_info<M>,
                                        tributary::detail::RecordAccess::record(model)),
        context.out());
  }
};
