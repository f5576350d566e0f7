#pragma once

#include <tributary/keyspaces.hpp>
#include <tributary/models.hpp>

#include <cstdint>
#include <tuple>

namespace customer_service {

struct Customer : tributary::Model<Customer> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"customer"};

  // Utf8, because all of them become JSON, which is UTF-8.
  tributary::Field<"firstName", tributary::Utf8, tributary::Required> first_name;
  tributary::Field<"lastName", tributary::Utf8, tributary::Required> last_name;

  static constexpr auto fields = std::tuple{&Customer::first_name, &Customer::last_name};
};

/// The ids of all customers, ranked: `customers:seen` by when they were asked for last, in Unix seconds, and
/// `customers:visits` by how often.
struct Ranking : tributary::SortedSet<tributary::Keyspace{"customers", {.key = "$name:$id"}}, std::int64_t> {
  using SortedSet::SortedSet;
};

}  // namespace customer_service
