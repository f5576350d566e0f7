#include <tributary/keyspace/hash.hpp>

using namespace tributary;

auto count(const Hash<"U", Fields<Field<"name", std::string>>>& user) { return user.hincrby<"name">(1); }
