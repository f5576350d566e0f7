#include <tributary/keyspace/hash.hpp>

using namespace tributary;

void set(const Hash<"U", Fields<Field<"admin", bool>>>& user) { user.hset<"admin">("no"); }
