// A model that inherits no constructors.
#include <tributary/models.hpp>

#include <string>
#include <tuple>

struct User : tributary::Model<User> {
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> name;
  static constexpr auto fields = std::tuple{&User::name};
};

void save(tributary::Commands& redis) {
  User user{"1"};
  user.save(redis);
}
