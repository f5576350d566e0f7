#pragma once

#include <tributary/keyspace/hash.hpp>
#include <tributary/model/model_info.hpp>

#include <tuple>
#include <type_traits>

namespace tributary {

namespace detail {

/// A field of a model as a field of a hash, which has no use of its options.
template <class F>
struct PlainField;
template <FieldName name, class T, class... Options>
struct PlainField<Field<name, T, Options...>> {
  using Type = Field<name, T>;
};

template <class Members>
struct PlainFields;
template <class... Member>
struct PlainFields<std::tuple<Member...>> {
  using Type = Fields<typename PlainField<FieldOf<Member>>::Type...>;
};

}  // namespace detail

/// The hashes that the records of a model are, with all commands that hashes have: `HashOf<User>{redis, 1}.hlen()`,
/// `HashOf<User>{redis, 1}.hget<"name">()`. They know nothing of versions and indexes: who writes to them is somebody
/// else for the records.
template <class M>
using HashOf =
    Hash<M::keyspace, typename detail::PlainFields<std::remove_cvref_t<decltype(detail::all_fields<M>)>>::Type>;

}  // namespace tributary
