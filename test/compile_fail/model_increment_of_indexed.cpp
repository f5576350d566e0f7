#include <tributary/models.hpp>

#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U", {.key = "{$name}:$id"}};
  tributary::Field<"age", int, tributary::Indexed> age;
  static constexpr auto fields = std::tuple{&User::age};
};

void birthday(tributary::Commands& redis) { User{1}.incr(redis, &User::age); }
