#include <tributary/keyspace/hash.hpp>

using namespace tributary;

auto names(const Hash<"U", Fields<Field<"name", std::string>, Field<"name", int>>>& user) { return user.hkeys(); }
