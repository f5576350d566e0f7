#include <tributary/keyspace/hash.hpp>

using namespace tributary;

auto names(const Hash<"U", Fields<HashField<"name", std::string>, HashField<"name", int>>>& user) {
  return user.hkeys();
}
