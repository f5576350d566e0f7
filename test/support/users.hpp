#pragma once

// Models that the tests share.

#include <tributary/models.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace tributary::test {

/// Letters, which are stored in upper case: a type whose values change on the way, and which refuses some.
struct Letters {
  std::string text;
  friend bool operator==(const Letters&, const Letters&) = default;
};

}  // namespace tributary::test

template <>
struct tributary::Codec<tributary::test::Letters> {
  static void encode(const test::Letters& letters, ByteWriter& out) {
    for (const char c : letters.text) out.push_back(upper(c, letters.text));
  }
  static test::Letters decode(std::string_view bytes) {
    for (const char c : bytes) {
      if (c < 'A' || c > 'Z') throw_unexpected_text("capital letters", bytes);
    }
    return {std::string{bytes}};
  }

 private:
  static char upper(char c, std::string_view all) {
    if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
    if (c >= 'A' && c <= 'Z') return c;
    throw_unexpected_text("letters", all);
  }
};

namespace tributary::test {

struct User : Model<User> {
  using Model::Model;
  static constexpr Keyspace keyspace{"U"};

  Field<"name", std::string> name;
  Field<"code", Letters> code;
  Field<"logins", std::int32_t> logins{0};
  Field<"rating", double> rating;
  Field<"seen", std::chrono::seconds> seen;
  Field<"admin", bool> admin;

  static constexpr auto fields =
      std::tuple{&User::name, &User::code, &User::logins, &User::rating, &User::seen, &User::admin};
};

struct Employee : Model<Employee, User> {
  using Model::Model;
  static constexpr Keyspace keyspace{"E"};

  Field<"salary", std::int64_t> salary;

  static constexpr auto fields = std::tuple{&Employee::salary};
};

/// Has a required field, and one with a default.
struct Account : Model<Account> {
  using Model::Model;
  static constexpr Keyspace keyspace{"A"};

  Field<"owner", std::string, Required> owner;
  Field<"limit", int> limit{100};
  Field<"note", std::string> note;

  static constexpr auto fields = std::tuple{&Account::owner, &Account::limit, &Account::note};
};

/// Is versioned.
struct Stock : Model<Stock> {
  using Model::Model;
  static constexpr Keyspace keyspace{"W"};

  Field<"left", int> left;
  Field<"place", std::string> place;
  Field<"version", std::int64_t, RecordVersion> version;

  static constexpr auto fields = std::tuple{&Stock::left, &Stock::place, &Stock::version};
};

}  // namespace tributary::test
