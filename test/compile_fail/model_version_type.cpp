#include <tributary/models.hpp>

#include <tuple>

struct User : tributary::Model<User> {
  using Model::Model;
  static constexpr tributary::Keyspace keyspace{"U"};
  tributary::Field<"version", int, tributary::RecordVersion> version;
  static constexpr auto fields = std::tuple{&User::version};
};
