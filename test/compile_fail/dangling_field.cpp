// A reference into a record that ends with the line.
#include <tributary/models.hpp>

#include <cstddef>
#include <string>
#include <tuple>

#pragma clang diagnostic error "-Wdangling"
#pragma clang diagnostic error "-Wreturn-stack-address"

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> name;
  static constexpr auto fields = std::tuple{&User::name};
};

const std::string& id() { return User{1}.id(); }
std::size_t size() {
  const std::string& name = User{1}.name.value();
  return name.size();
}
