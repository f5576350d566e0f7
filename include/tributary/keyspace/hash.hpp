#pragma once

#include <tributary/keyspace/field_expiry_family.hpp>
#include <tributary/keyspace/hash_values.hpp>
#include <tributary/keyspace/sums.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

/// A family of hashes. See KeyFamily for what all families have, HashCommands for what a command does.
///
///     struct Users : Hash<"U", Fields<Field<"name", std::string>, Field<"age", int>>> { using Hash::Hash; };
///     Users joe{redis, "1"};
///     joe.hset<"name", "age">("Joe", 31);
///     joe.hincrby<"age">(1);
///     auto age = joe.hget<"age">();              // DeferredResult<std::optional<int>>
///
/// A stored value that is none of its field's type is a decode error that names the field.
template <Keyspace K, class FieldTypes = Fields<>, Storable Default = std::string, Storable IdType = std::string>
class Hash : public FieldExpiryFamily<K, Default, IdType> {
  template <FieldName name>
  using FieldOf = typename detail::FieldByName<FieldTypes, name>::Type;
  template <FieldName name>
  using TypeOf = typename FieldOf<name>::value_type;
  template <FieldName name>
  static constexpr std::string_view kName = detail::field_name_of<FieldOf<name>>;
  template <FieldName name>
  using GivenTo = detail::GivenTo<FieldOf<name>>;
  template <FieldName name>
  static constexpr const detail::ResultType& kSumType =
      detail::custom_result_type<TypeOf<name>, &detail::value_from<FieldOf<name>>>;

 public:
  using Id = IdType;
  /// What hgetall() reads.
  using All =
      std::conditional_t<FieldTypes::size == 0, std::map<std::string, Default>, HashValues<FieldTypes, Default>>;
  /// What is read where values of all fields come together: Default, or the stored bytes when there are Fields.
  using Stored = std::conditional_t<FieldTypes::size == 0, Default, std::string>;
  using FieldExpiryFamily<K, Default, Id>::FieldExpiryFamily;
  using FieldExpiryFamily<K, Default, Id>::hgetdel;
  using FieldExpiryFamily<K, Default, Id>::hgetex;

  // Fields with a type of their own: `hget<"age">()`. Another name does not compile.

  /// HGET.
  template <FieldName name>
  DeferredResult<std::optional<TypeOf<name>>> hget() const {
    return this->read([&](Commands& redis) {
      return detail::deferred<std::optional<TypeOf<name>>>(detail::FamilyAccess::hget(
          redis, detail::custom_result_type<std::optional<TypeOf<name>>, &detail::field_from<FieldOf<name>>>,
          this->key(), kName<name>));
    });
  }
  /// HMGET of several: a tuple of optionals.
  template <FieldName first, FieldName second, FieldName... others>
  DeferredResult<
      std::tuple<std::optional<TypeOf<first>>, std::optional<TypeOf<second>>, std::optional<TypeOf<others>>...>>
  hmget() const {
    using Values =
        std::tuple<std::optional<TypeOf<first>>, std::optional<TypeOf<second>>, std::optional<TypeOf<others>>...>;
    return this->read([&](Commands& redis) {
      return detail::deferred<Values>(detail::FamilyAccess::hmget(
          redis,
          detail::custom_result_type<Values, &detail::fields_from<FieldOf<first>, FieldOf<second>, FieldOf<others>...>>,
          this->key(), {kName<first>, kName<second>, kName<others>...}));
    });
  }
  /// HSET. True when the hash did not have the field.
  template <FieldName name>
  DeferredResult<bool> hset(GivenTo<name> value) const {
    return write_fields<name>([&](Commands& redis) { return redis.hset(this->key(), kName<name>, value); }, value);
  }
  /// HSET of several: `hset<"name", "age">("Joe", 31)`. How many the hash did not have.
  template <FieldName first, FieldName second, FieldName... others>
  DeferredResult<std::int64_t> hset(GivenTo<first> value1, GivenTo<second> value2, GivenTo<others>... values) const {
    using Pair = ArgumentPairs::Pair;
    return write_fields<first, second, others...>(
        [&](Commands& redis) {
          return redis.hset(this->key(),
                            {Pair{kName<first>, value1}, Pair{kName<second>, value2}, Pair{kName<others>, values}...});
        },
        value1, value2, values...);
  }
  /// HSETNX. True when it was set. An expiry of the family is renewed also when it was not.
  template <FieldName name>
  DeferredResult<bool> hsetnx(GivenTo<name> value) const {
    return write_fields<name>([&](Commands& redis) { return redis.hsetnx(this->key(), kName<name>, value); }, value);
  }
  /// HINCRBY of a field of an integer type. A sum that the field cannot hold is stored all the same, and a decode
  /// error.
  template <FieldName name>
  DeferredResult<TypeOf<name>> hincrby(std::int64_t by) const {
    static_assert(detail::Number<TypeOf<name>>, "hincrby needs a field of an integer type");
    return this->write([&](Commands& redis) {
      return detail::deferred<TypeOf<name>>(
          detail::FamilyAccess::hincrby(redis, kSumType<name>, this->key(), kName<name>, by));
    });
  }
  /// HINCRBYFLOAT of a field of a floating-point type.
  template <FieldName name>
  DeferredResult<TypeOf<name>> hincrbyfloat(ExactDouble by) const {
    static_assert(std::floating_point<TypeOf<name>>, "hincrbyfloat needs a field of a floating-point type");
    return this->write([&](Commands& redis) {
      return detail::deferred<TypeOf<name>>(
          detail::FamilyAccess::hincrbyfloat(redis, kSumType<name>, this->key(), kName<name>, by));
    });
  }
  /// HGETDEL (since 8.0.0).
  template <FieldName name>
  DeferredResult<std::optional<TypeOf<name>>> hgetdel() const {
    return this->write([&](Commands& redis) {
      return detail::deferred<std::optional<TypeOf<name>>>(detail::FamilyAccess::hgetdel(
          redis, detail::custom_result_type<std::optional<TypeOf<name>>, &detail::only_field_from<FieldOf<name>>>,
          this->key(), kName<name>));
    });
  }
  /// HGETEX (since 8.0.0). See HashExpiryCommands::hgetex().
  template <FieldName name>
  DeferredResult<std::optional<TypeOf<name>>> hgetex(const GetexOptions& options = {}) const {
    return this->read([&](Commands& redis) {
      return detail::deferred<std::optional<TypeOf<name>>>(detail::FamilyAccess::hgetex(
          redis, detail::custom_result_type<std::optional<TypeOf<name>>, &detail::only_field_from<FieldOf<name>>>,
          this->key(), kName<name>, options));
    });
  }
  /// HSETEX (since 8.0.0). See HashExpiryCommands::hsetex().
  template <FieldName name>
  DeferredResult<bool> hsetex(GivenTo<name> value, const HsetexOptions& options = {}) const {
    return write_fields<name>([&](Commands& redis) { return redis.hsetex(this->key(), kName<name>, value, options); },
                              value);
  }
  /// HGETALL: HashValues, or a std::map when there are no Fields.
  DeferredResult<All> hgetall() const {
    return this->read([&](Commands& redis) { return redis.hgetall<All>(this->key()); });
  }

  // Fields by a name that is known at run time. Whatever their own type is, they are read as Default; those that have
  // a type of their own are not written: std::invalid_argument. What gives all values, of a hash that has Fields, gives
  // the stored bytes.

  /// HGET.
  DeferredResult<std::optional<Default>> hget(std::string_view field) const {
    return this->read([&](Commands& redis) { return redis.hget<Default>(this->key(), field); });
  }
  /// HMGET, each in the place of its field.
  DeferredResult<std::vector<std::optional<Default>>> hmget(Many<std::string> fields) const {
    return this->read([&](Commands& redis) { return redis.hmget<Default>(this->key(), detail::hand_on(fields)); });
  }
  /// HSET. True when the hash did not have the field.
  DeferredResult<bool> hset(std::string_view field, Given<Default> value) const {
    require_untyped("hset", field);
    return this->write([&](Commands& redis) { return redis.hset(this->key(), field, value); });
  }
  /// HSET. How many the hash did not have.
  DeferredResult<std::int64_t> hset(ManyPairs<std::string, Default> fields) const {
    require_untyped("hset", fields);
    return this->write([&](Commands& redis) { return redis.hset(this->key(), detail::hand_on(fields)); });
  }
  /// HSETNX. True when it was set. An expiry of the family is renewed also when it was not.
  DeferredResult<bool> hsetnx(std::string_view field, Given<Default> value) const {
    require_untyped("hsetnx", field);
    return this->write([&](Commands& redis) { return redis.hsetnx(this->key(), field, value); });
  }
  /// HSETEX (since 8.0.0). See HashExpiryCommands::hsetex().
  DeferredResult<bool> hsetex(std::string_view field, Given<Default> value, const HsetexOptions& options = {}) const {
    require_untyped("hsetex", field);
    return this->write([&](Commands& redis) { return redis.hsetex(this->key(), field, value, options); });
  }
  DeferredResult<bool> hsetex(ManyPairs<std::string, Default> fields, const HsetexOptions& options = {}) const {
    require_untyped("hsetex", fields);
    return this->write([&](Commands& redis) { return redis.hsetex(this->key(), detail::hand_on(fields), options); });
  }
  /// HINCRBY. The sum as String::incrby() gives it.
  template <detail::Countable N = Default>
  DeferredResult<detail::CountOf<N>> hincrby(std::string_view field, std::int64_t by) const {
    require_untyped("hincrby", field);
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::CountOf<N>>(
          detail::FamilyAccess::hincrby(redis, detail::result_type<detail::CountOf<N>>, this->key(), field, by));
    });
  }
  /// HINCRBYFLOAT.
  template <detail::Addable N = Default>
  DeferredResult<detail::SumOf<N>> hincrbyfloat(std::string_view field, ExactDouble by) const {
    require_untyped("hincrbyfloat", field);
    return this->write([&](Commands& redis) {
      return detail::deferred<detail::SumOf<N>>(
          detail::FamilyAccess::hincrbyfloat(redis, detail::result_type<detail::SumOf<N>>, this->key(), field, by));
    });
  }
  /// HDEL. True when the hash had the field.
  template <GivenAs<std::string> One>
  DeferredResult<bool> hdel(const One& field) const {
    const Given<std::string> given = field;
    return this->write([&](Commands& redis) { return redis.hdel(this->key(), given); });
  }
  /// HDEL. How many the hash had.
  DeferredResult<std::int64_t> hdel(Many<std::string> fields) const {
    return this->write([&](Commands& redis) { return redis.hdel(this->key(), detail::hand_on(fields)); });
  }
  /// HEXISTS.
  DeferredResult<bool> hexists(std::string_view field) const {
    return this->read([&](Commands& redis) { return redis.hexists(this->key(), field); });
  }
  /// HSTRLEN.
  DeferredResult<std::int64_t> hstrlen(std::string_view field) const {
    return this->read([&](Commands& redis) { return redis.hstrlen(this->key(), field); });
  }
  /// HLEN.
  DeferredResult<std::int64_t> hlen() const {
    return this->read([&](Commands& redis) { return redis.hlen(this->key()); });
  }
  /// HKEYS.
  DeferredResult<std::vector<std::string>> hkeys() const {
    return this->read([&](Commands& redis) { return redis.hkeys(this->key()); });
  }
  /// HVALS.
  DeferredResult<std::vector<Stored>> hvals() const {
    return this->read([&](Commands& redis) { return redis.hvals<Stored>(this->key()); });
  }
  /// HRANDFIELD.
  DeferredResult<std::optional<std::string>> hrandfield() const {
    return this->read([&](Commands& redis) { return redis.hrandfield(this->key()); });
  }
  /// HRANDFIELD with a count; a negative one may repeat fields.
  DeferredResult<std::vector<std::string>> hrandfield(std::int64_t count) const {
    return this->read([&](Commands& redis) { return redis.hrandfield(this->key(), count); });
  }
  /// HRANDFIELD with a count and the values.
  DeferredResult<std::vector<std::pair<std::string, Stored>>> hrandfield_withvalues(std::int64_t count) const {
    return this->read([&](Commands& redis) { return redis.hrandfield_withvalues<Stored>(this->key(), count); });
  }
  /// HSCAN: a page. See ScanCommands.
  DeferredResult<ScanPage<std::pair<std::string, Stored>>> hscan(std::uint64_t cursor,
                                                                 const ScanOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.hscan<std::string, Stored>(this->key(), cursor, options); });
  }
  /// HSCAN with NOVALUES (since 7.4.0).
  DeferredResult<ScanPage<std::string>> hscan_novalues(std::uint64_t cursor, const ScanOptions& options = {}) const {
    return this->read([&](Commands& redis) { return redis.hscan_novalues(this->key(), cursor, options); });
  }
  /// All fields with their values, page by page. See ScanRange.
  ScanRange<std::pair<std::string, Stored>> scan_fields(const Deployment& client, ScanRangeOptions options = {}) const {
    return tributary::scan_fields<std::string, Stored>(client, this->key(), std::move(options));
  }

  // What is not here, for the reader of the compiler's message, which shows these lines.
  template <class... Args>
  void hmset(Args&&...) = delete;  // hset() with a list of pairs

 private:
  template <FieldName... names, class F>
  auto write_fields(F&& command, const GivenTo<names>&... values) const {
    return detail::write_fields<FieldOf<names>...>([&] { return this->write(command); }, values...);
  }
  /// `fields` is a name, or pairs of names and values.
  template <class T>
  static void require_untyped(std::string_view function, const T& fields) {
    if constexpr (FieldTypes::size > 0) detail::refuse_typed_fields(FieldTypes::names, function, fields);
  }
};

}  // namespace tributary
