// A model and a typed hash of the same family, in one program.
#include <tributary/keyspaces.hpp>
#include <tributary/models.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

#include <string>
#include <tuple>

using namespace tributary;
using namespace tributary::test;

namespace {

struct Visitors : Hash<"U", Fields<Field<"name", std::string>, Field<"age", int>>> {
  using Hash::Hash;
};

struct Visitor : Model<Visitor> {
  using Model::Model;
  static constexpr Keyspace keyspace{"U"};
  Field<"name", std::string> name;
  Field<"age", int> age;
  static constexpr auto fields = std::tuple{&Visitor::name, &Visitor::age};
};

}  // namespace

TEST_CASE("a model and a hash of the same fields write and read the same") {
  Visitor user{"1"};
  user.name = "Joe";
  user.age = 31;
  CHECK(sent_by([&](Commands& redis) { user.save(redis); }) == sent_by([](Commands& redis) {
          Visitors{redis, "1"}.hset<"name", "age">("Joe", 31);
        }));

  constexpr auto kJoe = "*4\r\n$4\r\nname\r\n$3\r\nJoe\r\n$3\r\nage\r\n$2\r\n31\r\n";
  const auto loaded = answered(kJoe, [](Commands& redis) { return Visitor::load(redis, "1"); });
  const auto read = answered(kJoe, [](Commands& redis) { return Visitors{redis, "1"}.hgetall(); });
  CHECK(loaded->value().name == *read->get<"name">());
  CHECK(loaded->value().age == *read->get<"age">());
}
