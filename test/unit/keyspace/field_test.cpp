#include <tributary/keyspace/field.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace tributary;

namespace {

using Name = Field<"name", std::string>;
using Age = Field<"age", int>;

/// As it is after a load or a save.
template <class F>
F known(F field) {
  field.set_word(detail::FieldState::kKnown);
  return field;
}

}  // namespace

TEST_CASE("A field reads like an optional") {
  Name name;
  CHECK_FALSE(name.has_value());
  CHECK(name == std::nullopt);
  CHECK(name.value_or("nobody") == "nobody");
  name = "Bob";
  CHECK(*name == "Bob");
  CHECK(name->size() == 3);
  CHECK(name == "Bob");
  CHECK(name != "Joe");
  name = std::nullopt;
  CHECK_FALSE(name);
  CHECK(Name::name() == "name");
}

TEST_CASE("Reading a field without a value is an error that names it") {
  CHECK_THROWS_WITH(*Name{}, "the field \"name\" has no value; ask has_value() first");
  CHECK_THROWS_AS(Name{}.edit(), UsageError);
}

TEST_CASE("A default is no change, an assignment is") {
  Age age{18};
  CHECK(age == 18);
  CHECK_FALSE(age.changed());
  age = 18;  // nothing is known of what is stored
  CHECK(age.changed());
}

TEST_CASE("Assigning what the field is known to hold changes nothing") {
  Age age = known(Age{18});
  age = 18;
  CHECK_FALSE(age.changed());
  age = 19;
  CHECK(age.changed());

  Name absent = known(Name{});
  absent.reset();
  CHECK_FALSE(absent.changed());
  Name unknown;
  unknown.reset();
  CHECK(unknown.changed());
}

TEST_CASE("Text of any kind is assigned to a field of text, into the memory that it has") {
  Name name;
  name = std::string_view{"a name that is longer than what std::string holds in place"};
  CHECK(name.changed());
  const char* const memory = name->data();
  name = "another name that is nearly as long";
  CHECK(name == "another name that is nearly as long");
  CHECK(name->data() == memory);
  name = std::string_view{*name}.substr(8, 4);  // of itself
  CHECK(name == "name");

  Name same = known(name);
  same = std::string_view{"name"};
  CHECK_FALSE(same.changed());
  same = std::string{"other"};
  CHECK(same.changed());
}

TEST_CASE("Assigning a field to another assigns its value") {
  const Name bob = known(Name{"Bob"});
  Name name = known(Name{"Joe"});
  name = bob;
  CHECK(name == "Bob");
  CHECK(name.changed());
  name = known(Name{});
  CHECK_FALSE(name.has_value());
  CHECK(name.changed());

  Field<"other", std::string> other;
  other = bob;
  CHECK(other == "Bob");
  Name moved = known(Name{"x"});
  moved = Name{bob};
  CHECK(moved == "Bob");
  CHECK(moved.changed());
}

TEST_CASE("A value that is edited in place counts as changed") {
  Name name = known(Name{"Bob"});
  name.edit() += "by";
  CHECK(name == "Bobby");
  CHECK(name.changed());
}

TEST_CASE("A copy of a field that waits for an operation is a changed one") {
  Name name{"Bob"};
  name.set_word(detail::FieldState::kFirstOperation + 5);
  CHECK(Name{name}.changed());
  CHECK_FALSE(name.changed());
}

TEST_CASE("A field of a number takes numbers of its kind, and refuses those that do not fit") {
  STATIC_REQUIRE(std::is_assignable_v<Age&, std::uint64_t>);
  STATIC_REQUIRE_FALSE(std::is_assignable_v<Age&, double>);
  STATIC_REQUIRE_FALSE(std::is_assignable_v<Age&, bool>);
  STATIC_REQUIRE_FALSE(std::is_assignable_v<Age&, char>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Age, double>);
  STATIC_REQUIRE_FALSE(std::is_assignable_v<Field<"admin", bool>&, int>);
  STATIC_REQUIRE(std::is_assignable_v<Field<"rate", float>&, double>);

  const std::string why = "field \"age\" of type int32 cannot hold its value: expected a 32-bit signed integer, got ";
  Age age = known(Age{18});
  CHECK_THROWS_WITH(age = 3'000'000'000, why + "3000000000");
  CHECK(age == 18);
  CHECK_FALSE(age.changed());
  age = 18L;
  CHECK_FALSE(age.changed());
  age = 19L;
  CHECK(age == 19);
  CHECK(age.changed());
  CHECK_THROWS_WITH(Age{-3'000'000'000}, why + "-3000000000");

  Field<"rate", float> rate;
  rate = 0.1;
  CHECK(rate == 0.1F);
  CHECK_THROWS_AS(rate = 1e300, std::invalid_argument);
  CHECK(rate == 0.1F);
}
