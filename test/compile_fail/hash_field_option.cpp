#include <tributary/keyspaces.hpp>

using namespace tributary;

auto email(const Hash<"U", Fields<Field<"email", std::string, Unique>>>& user) { return user.hget<"email">(); }
