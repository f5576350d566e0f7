#include <tributary/models.hpp>

#include <string>
#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> first;
  tributary::Field<"name", std::string> last;
  static constexpr auto fields = std::tuple{&User::first, &User::last};
};

void save(tributary::Commands& redis) { User{1}.save(redis); }
