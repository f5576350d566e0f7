// A name in `fields` that no member has. g++ speaks of an incomplete type first.
#include <tributary/models.hpp>

#include <string>
#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> name;
  static constexpr auto fields = std::tuple{&User::nmae};
};

void save(tributary::Commands& redis) { User{1}.save(redis); }
