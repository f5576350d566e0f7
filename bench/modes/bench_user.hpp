#pragma once

#include "record.hpp"

#include <tributary/models.hpp>
#include <tributary/tributary.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace tributary::bench {

/// The record of record.hpp as a model.
struct BenchUser : Model<BenchUser> {
  using Model::Model;
  static constexpr Keyspace keyspace{"tributary", {.key = "$name:$id"}};

  Field<"name", std::string> name;
  Field<"email", std::string> email;
  Field<"city", std::string> city;
  Field<"country", std::string> country;
  Field<"age", int> age;
  Field<"logins", std::int64_t> logins;
  Field<"balance", double> balance;
  Field<"admin", bool> admin;
  Field<"seen", std::chrono::sys_seconds> seen;
  Field<"saves", std::int64_t> saves;

  static constexpr auto fields =
      std::tuple{&BenchUser::name,   &BenchUser::email,   &BenchUser::city,  &BenchUser::country, &BenchUser::age,
                 &BenchUser::logins, &BenchUser::balance, &BenchUser::admin, &BenchUser::seen,    &BenchUser::saves};
};

}  // namespace tributary::bench
