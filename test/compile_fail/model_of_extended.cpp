#include <tributary/models.hpp>

#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"name", std::string> name;
  static constexpr auto fields = std::tuple{&User::name};
};

struct Employee : tributary::Model<Employee, User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"E"};
  tributary::Field<"salary", int> salary;
  static constexpr auto fields = std::tuple{&Employee::salary};
};

User user_of(const Employee& employee) { return employee; }
