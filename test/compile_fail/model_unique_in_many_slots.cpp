#include <tributary/models.hpp>

#include <string>
#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"email", std::string, tributary::Unique> email;
  static constexpr auto fields = std::tuple{&User::email};
};

void save(tributary::Commands& redis) { User{1}.save(redis); }
