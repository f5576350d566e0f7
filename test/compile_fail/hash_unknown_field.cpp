#include <tributary/keyspace/hash.hpp>

using namespace tributary;

auto age(const Hash<"U", Fields<Field<"name", std::string>>>& user) { return user.hget<"age">(); }
