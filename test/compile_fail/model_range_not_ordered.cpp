#include <tributary/models.hpp>

#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U", {.key = "{$name}:$id"}};
  tributary::Field<"name", std::string> name;
  tributary::Field<"city", std::string, tributary::Indexed> city;
  static constexpr auto fields = std::tuple{&User::name, &User::city};
};

void find(tributary::Commands& redis) { User::find_range(redis, &User::city, "Bonn", "Rome"); }
