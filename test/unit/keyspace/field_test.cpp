#include <tributary/keyspace/field.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
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
  detail::FieldAccess::state(field).set_word(detail::FieldState::kKnown);
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
  detail::FieldAccess::state(name).set_word(detail::FieldState::kFirstOperation + 5);
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

namespace {

/// Of which == tells the length only.
struct Measured {
  std::string text;
  friend bool operator==(const Measured& a, const Measured& b) { return a.text.size() == b.text.size(); }
};

}  // namespace

template <>
struct tributary::Codec<Measured> {
  static void encode(const Measured& value, ByteWriter& out) {
    if (value.text == "bad") throw std::invalid_argument{"bad"};
    out.append(value.text);
  }
  static Measured decode(std::string_view bytes) { return {std::string{bytes}}; }
};

TEST_CASE("An assignment counts as a change when the bytes differ, whatever == says") {
  Field<"rate", double> rate = known(Field<"rate", double>{0.0});
  rate = 0.0;
  CHECK_FALSE(rate.changed());
  rate = -0.0;
  CHECK(rate.changed());
  CHECK(std::signbit(*rate));

  using Time = Field<"time", std::chrono::duration<double>>;
  Time time = known(Time{std::chrono::duration<double>{0.0}});
  time = std::chrono::duration<double>{-0.0};
  CHECK(time.changed());

  using Measure = Field<"measured", Measured>;
  Measure value = known(Measure{Measured{"abc"}});
  value = Measured{"abc"};
  CHECK_FALSE(value.changed());
  value = Measured{"ABC"};
  CHECK(value.changed());
  CHECK(value->text == "ABC");
  Measure copied = known(Measure{Measured{"abc"}});
  copied = value;
  CHECK(copied->text == "ABC");
  CHECK(copied.changed());
  Measure moved = known(Measure{Measured{"abc"}});
  moved = Measure{Measured{"ABC"}};
  CHECK(moved.changed());
  Measure refused = known(Measure{Measured{"abc"}});
  refused = Measured{"bad"};  // the save says so
  CHECK(refused.changed());
}

TEST_CASE("An optional is assigned as a value, or as its absence") {
  Name name = known(Name{"Bob"});
  name = std::optional<std::string>{"Bob"};
  CHECK_FALSE(name.changed());
  name = std::optional<std::string_view>{"Joe"};
  CHECK(name == "Joe");
  name = std::optional<std::string>{};
  CHECK_FALSE(name.has_value());
  CHECK(name.changed());

  Age age;
  age = std::optional<std::int64_t>{7};
  CHECK(age == 7);
  CHECK_THROWS_AS(age = std::optional<std::int64_t>{3'000'000'000}, std::invalid_argument);
  STATIC_REQUIRE_FALSE(std::is_assignable_v<Age&, std::optional<double>>);
  STATIC_REQUIRE_FALSE(
      std::is_assignable_v<Field<"version", std::int64_t, RecordVersion>&, std::optional<std::int64_t>>);
}

TEST_CASE("Beside its value a field has two words") {
  STATIC_REQUIRE(sizeof(Name) <= sizeof(std::optional<std::string>) + 2 * sizeof(void*));
  STATIC_REQUIRE(sizeof(Age) <= sizeof(std::optional<int>) + 2 * sizeof(void*));
}

TEST_CASE("A field that was left out of a load is not read, but assigned") {
  const auto left_out = [] {
    Age age;
    detail::FieldAccess::state(age).leave_out(detail::SharedKey{"U{1}"});
    return age;
  };
  const std::string why = "the field \"age\" of U{1} was not loaded: load it, or assign it";
  Age age = left_out();
  CHECK_FALSE(age.readable());
  CHECK_THROWS_WITH(*age, why);
  CHECK_THROWS_WITH(age.value(), why);
  CHECK_THROWS_WITH(age.value_or(1), why);
  CHECK_THROWS_WITH(age.optional(), why);
  CHECK_THROWS_WITH(age.has_value(), why);
  CHECK_THROWS_WITH(static_cast<bool>(age), why);
  CHECK_THROWS_WITH(age.edit(), why);
  CHECK_THROWS_WITH(age == 1, why);
  CHECK_THROWS_WITH(age == std::nullopt, why);
  CHECK_THROWS_WITH(age == Age{1}, why);
  CHECK_THROWS_WITH(*Age{age}, why);  // a copy
  CHECK_FALSE(age.changed());
  CHECK_FALSE(age.loaded());

  Age other{1};
  CHECK_THROWS_WITH(other = age, why);
  CHECK(other == 1);
  other = left_out();  // moving must not throw
  CHECK_FALSE(other.readable());
  CHECK_FALSE(other.changed());

  age = 0;
  CHECK(age == 0);
  CHECK(age.changed());
  Age removed = left_out();
  removed.reset();
  CHECK(removed == std::nullopt);
  CHECK(removed.changed());
}
