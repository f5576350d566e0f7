#include <tributary/models.hpp>

#include <string>
#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  tributary::Field<"name", std::string> name;
  static constexpr auto fields = std::tuple{&User::name};
};

void save(tributary::Commands& redis) { User{1}.save(redis); }
