#pragma once

#include <tributary/keyspace/field.hpp>
#include <tributary/keyspace/keyspace.hpp>
#include <tributary/model/record.hpp>
#include <tributary/model/value_type.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tributary {

/// When the time of a model whose keyspace has an expiry begins.
enum class ExpiryStarts : std::uint8_t {
  at_each_write,  ///< every operation that writes renews it
  at_creation,    ///< the first one sets it, and no other changes it; needs Redis 7.0
};

/// The fields of a record as they are in Redis: what a migration changes.
using StoredFields = std::map<std::string, std::string>;

namespace detail {

/// One field of a model, for compiled code.
struct FieldInfo {
  std::string_view name;
  const ValueType* type;
  FieldState& (*in)(Record& record) noexcept;
  FieldTraits traits;

  const FieldState& of(const Record& record) const noexcept { return in(const_cast<Record&>(record)); }
  bool has_value(const Record& record) const noexcept { return type->has_value(of(record)); }
};

/// The field in which a model with a schema version keeps it.
inline constexpr std::string_view kSchemaField = "$schema";
/// The field in which a versioned model keeps what the last write has drawn; see Basis::writer.
inline constexpr std::string_view kWriterField = "$writer";

struct LoadPlan;

/// A model, for compiled code.
struct ModelInfo {
  const Keyspace* keyspace;
  std::span<const FieldInfo> fields;
  const Record& (*fresh)();  ///< one as it is constructed, with the defaults
  ExpiryStarts expiry_starts;
  const FieldInfo* version;     ///< null without one
  bool has_entries;             ///< unique or indexed fields
  bool has_required;            ///< fields that no record is without
  std::int64_t schema_version;  ///< 0 without one
  void (*migrate)(StoredFields& fields, std::int64_t from);
  const LoadPlan& (*whole)();  ///< how all of it is loaded
};

/// The fields of a model, after those of the model that it extends.
template <class M>
constexpr auto fields_of() {
  if constexpr (std::is_void_v<typename M::BaseModel>) {
    return M::fields;
  } else if constexpr (std::same_as<decltype(M::fields), decltype(M::BaseModel::fields)>) {
    // It has none of its own. Not by comparing addresses, which g++ with UBSan takes for no constants.
    return fields_of<typename M::BaseModel>();
  } else {
    return std::tuple_cat(fields_of<typename M::BaseModel>(), M::fields);
  }
}

template <class M>
inline constexpr auto all_fields = fields_of<M>();
template <class M>
inline constexpr std::size_t field_count = std::tuple_size_v<std::remove_cvref_t<decltype(all_fields<M>)>>;

template <class Member>
struct MemberField;
template <class Owner, class F>
struct MemberField<F Owner::*> {
  using Field = F;
};
/// The Field that a pointer to member points to.
template <class Member>
using FieldOf = typename MemberField<Member>::Field;

template <class Member>
using ValueOf = typename FieldOf<Member>::value_type;

template <class Member>
constexpr void check_increment() {
  static_assert(!FieldOf<Member>::traits.unique && !FieldOf<Member>::traits.indexed,
                "incr and decr do not keep an index: assign the field and save it");
  static_assert(!FieldOf<Member>::traits.version, "only operations change the version");
}

/// Of a value of type T.
template <class T>
std::optional<double> score_of(const Argument& value) {
  if constexpr (Scored<T>) {
    return Codec<double>::decode(to_bytes(value));  // as Redis reads it
  } else {
    return std::nullopt;
  }
}

template <class M, std::size_t I>
FieldState& field_at(Record& record) noexcept {
  return FieldAccess::state(RecordAccess::model<M>(record).*std::get<I>(all_fields<M>));
}

template <class M, std::size_t... I>
constexpr auto make_field_table(std::index_sequence<I...>) {
  using Members = std::remove_cvref_t<decltype(all_fields<M>)>;
  return std::array<FieldInfo, sizeof...(I)>{
      FieldInfo{FieldOf<std::tuple_element_t<I, Members>>::name(),
                &value_type<typename FieldOf<std::tuple_element_t<I, Members>>::value_type>, &field_at<M, I>,
                FieldOf<std::tuple_element_t<I, Members>>::traits}...};
}
template <class M>
inline constexpr auto field_table = make_field_table<M>(std::make_index_sequence<field_count<M>>{});

template <std::size_t size>
constexpr bool names_differ(const std::array<FieldInfo, size>& fields) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (fields[i].name == fields[j].name) return false;
    }
  }
  return true;
}

template <std::size_t size>
constexpr bool has_entries(const std::array<FieldInfo, size>& fields) {
  for (const FieldInfo& field : fields) {
    if (field.traits.unique || field.traits.indexed) return true;
  }
  return false;
}

template <std::size_t size>
constexpr bool has_required(const std::array<FieldInfo, size>& fields) {
  for (const FieldInfo& field : fields) {
    if (field.traits.required) return true;
  }
  return false;
}

template <std::size_t size>
constexpr std::size_t count_versions(const std::array<FieldInfo, size>& fields) {
  std::size_t count = 0;
  for (const FieldInfo& field : fields) count += field.traits.version ? 1U : 0U;
  return count;
}
template <std::size_t size>
constexpr const FieldInfo* version_of(const std::array<FieldInfo, size>& fields) {
  for (const FieldInfo& field : fields) {
    if (field.traits.version) return &field;
  }
  return nullptr;
}

/// True when all keys of the family are in one slot of a cluster.
constexpr bool has_one_slot(const Keyspace& keyspace) {
  const std::string_view prefix = keyspace.prefix.view();
  const auto open = prefix.find('{');
  if (open == std::string_view::npos) return false;
  const auto close = prefix.find('}', open);
  return close != std::string_view::npos && close > open + 1;
}

/// The place of a name among the fields; the number of fields when no field has it.
template <std::size_t size>
constexpr std::size_t index_of_field(const std::array<FieldInfo, size>& fields, std::string_view name) {
  std::size_t i = 0;
  while (i < size && fields[i].name != name) ++i;
  return i;
}

template <class M>
consteval ExpiryStarts expiry_starts_of() {
  if constexpr (requires { M::expiry_starts; }) {
    return M::expiry_starts;
  } else {
    return ExpiryStarts::at_each_write;
  }
}

template <class M>
consteval std::int64_t schema_version_of() {
  if constexpr (requires { M::schema_version; }) {
    static_assert(M::schema_version > 0, "a schema version is at least 1");
    static_assert(
        requires(StoredFields& fields) { M::migrate(fields, std::int64_t{0}); },
        "a model with a schema_version needs `static void migrate(StoredFields& stored, std::int64_t from)`");
    return M::schema_version;
  } else {
    return 0;
  }
}

template <class M>
void migrate_model(StoredFields& fields, std::int64_t from) {
  if constexpr (requires { M::migrate(fields, from); }) M::migrate(fields, from);
}

template <class M>
const Record& fresh_model() {
  static const M model{};
  return RecordAccess::record(model);
}

template <class M>
const LoadPlan& whole_plan();

template <class M>
consteval ModelInfo make_model_info() {
  constexpr bool has_keyspace = requires { M::keyspace.expiry_seconds; };
  static_assert(has_keyspace, "a model needs `static constexpr Keyspace keyspace{\"...\"}`");
  constexpr bool has_fields = requires { M::fields; };
  static_assert(has_fields,
                "a model needs `static constexpr auto fields = std::tuple{&Self::field, ...}`, behind its members and "
                "with their names as they are spelled there");
  if constexpr (has_keyspace && has_fields) {
    static_assert(names_differ(field_table<M>), "two fields of this model have the same name");
    static_assert(count_versions(field_table<M>) <= 1, "a model has at most one version");
    static_assert(
        !has_entries(field_table<M>) || has_one_slot(M::keyspace),
        "unique and indexed fields need a keyspace whose keys share one hash tag, and so one slot of a cluster: "
        "Keyspace{\"U\", {.key = \"{$name}:$id\"}}");
    return {&M::keyspace,
            field_table<M>,
            &fresh_model<M>,
            expiry_starts_of<M>(),
            version_of(field_table<M>),
            has_entries(field_table<M>),
            has_required(field_table<M>),
            schema_version_of<M>(),
            &migrate_model<M>,
            &whole_plan<M>};
  } else {
    return {};
  }
}
template <class M>
inline constexpr ModelInfo model_info = make_model_info<M>();

/// The field that `Member` points to, in the table of M.
template <class M, class Member>
constexpr const FieldInfo& field_info() {
  constexpr std::size_t index = index_of_field(field_table<M>, FieldOf<Member>::name());
  static_assert(index < field_count<M>, "this field is not in the `fields` of its model");
  return model_info<M>.fields[index];
}

}  // namespace detail
}  // namespace tributary
